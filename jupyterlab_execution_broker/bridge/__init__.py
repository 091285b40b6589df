"""A kernel of this Jupyter server whose code runs on another: the kernel bridge.

``python -m jupyterlab_execution_broker.bridge -f CONNECTION_FILE --target FILE`` binds the ZMQ
channels of a kernel, and hands what comes to a kernel on the Jupyter server that the target file
names. docs/kernel-bridge.md says what it promises.
"""
