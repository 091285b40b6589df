"""Prepares an environment and runs one notebook in it to its end, apart from any server.

The folder of the session is the whole interface: ``run.json`` goes in, ``events.jsonl`` and the
executed notebook come out. Nothing here decides anything; see ``spec.py`` and ``events.py``.
"""
