"""What cells write to their standard output and error, in files beside the session."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from jupyterlab_execution_broker.runner.streams import (
    HEAD_BYTES,
    TAIL_BYTES,
    BoundedLog,
    Streams,
)

from .session_folder import SessionFolder, wait_until

NOTICE = re.compile(r"\n… (\d+\.\d) MB left out here …\n\n")


def test_what_cells_write_is_in_the_files_while_they_run(session: SessionFolder) -> None:
    session.write(
        "import sys; print('one'); print('trouble', file=sys.stderr)",
        "print('two ☃', flush=True)\nimport os, time\n"
        "while not os.path.exists('go'): time.sleep(0.05)\nprint('three')",
    ).start()
    stdout = session.path / "stdout.txt"
    wait_until(lambda: stdout.exists() and "two" in stdout.read_text())
    assert stdout.read_text() == "one\ntwo ☃\n"
    (session.path / "work" / "go").touch()
    assert session.wait()["outcome"] == "completed"
    assert stdout.read_text() == "one\ntwo ☃\nthree\n"
    assert (session.path / "stderr.txt").read_text() == "trouble\n"


def test_a_silent_run_has_no_such_files(session: SessionFolder) -> None:
    assert session.write("6 * 7").run()["outcome"] == "completed"
    assert not (session.path / "stdout.txt").exists()


def test_carriage_returns_and_colours_are_kept_as_they_came(session: SessionFolder) -> None:
    session.write("print('10 %\\r20 %\\r\\x1b[31mred\\x1b[0m')").run()
    assert (session.path / "stdout.txt").read_bytes() == b"10 %\r20 %\r\x1b[31mred\x1b[0m\n"


def test_of_a_huge_output_the_beginning_and_the_end_are_kept(session: SessionFolder) -> None:
    megabytes = 40
    session.write(
        f"for n in range({megabytes}): print('\\n'.join(f'{{n:03}} {{i:05}} ' + 'x' * 89"
        " for i in range(10_000)))"
    )
    assert session.run()["outcome"] == "completed"
    text = (session.path / "stdout.txt").read_text()
    assert len(text) <= HEAD_BYTES + 2 * TAIL_BYTES + 100
    found = NOTICE.findall(text)
    assert len(found) == 1
    head, _, tail = NOTICE.split(text)
    assert head.startswith("000 00000 xxx") and head.endswith("x\n")
    assert tail.endswith("039 09999 " + "x" * 89 + "\n")
    assert float(found[0]) == pytest.approx(megabytes - (len(head) + len(tail)) / 1e6, abs=0.06)
    numbers = [tuple(map(int, line.split()[:2])) for line in tail.splitlines()]
    first = numbers[0][0] * 10_000 + numbers[0][1]
    # not a line of the end is missing
    assert [n * 10_000 + i for n, i in numbers] == list(range(first, megabytes * 10_000))


def test_a_file_is_only_appended_to_until_another_takes_its_place(tmp_path: Path) -> None:
    path = tmp_path / "stdout.txt"
    log = BoundedLog(path, head=100, tail=300)
    seen = b""
    file, successors = path.stat().st_ino, 0
    for number in range(400):
        log.write(b"line %03d\n" % number)
        content = path.read_bytes()
        if path.stat().st_ino == file:
            assert content.startswith(seen)
        else:
            file, successors = path.stat().st_ino, successors + 1
        seen = content
        assert content.endswith(b"line %03d\n" % number)
    log.close()
    assert successors > 1
    assert content.startswith(b"line 000\n") and content.count("…".encode()) == 2


def test_a_cut_keeps_characters_whole_where_there_is_no_line_end(tmp_path: Path) -> None:
    log = BoundedLog(tmp_path / "stdout.txt", head=100, tail=300)
    for _ in range(200):
        log.write("☃☃☃".encode())
    log.close()
    text = (tmp_path / "stdout.txt").read_bytes().decode()
    assert set(NOTICE.sub("", text)) == {"☃"}


def test_one_piece_larger_than_the_file_may_be_is_cut_too(tmp_path: Path) -> None:
    log = BoundedLog(tmp_path / "stdout.txt", head=100, tail=300)
    log.write(b"0123456789" * 1000)
    log.close()
    assert (tmp_path / "stdout.txt").stat().st_size <= 800
    assert (tmp_path / "stdout.txt").read_bytes().endswith(b"789")


def test_a_full_disk_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "stdout.txt").symlink_to("/dev/full")
    streams = Streams(tmp_path)
    streams.write("stdout", "lost")
    streams.close()


def test_text_that_is_no_unicode_is_written_nonetheless(tmp_path: Path) -> None:
    streams = Streams(tmp_path)
    streams.write("stdout", "a\ud800b")
    streams.write("elsewhere", "nothing")
    streams.close()
    assert (tmp_path / "stdout.txt").read_text() == "a?b"
    assert len(list(tmp_path.iterdir())) == 1
