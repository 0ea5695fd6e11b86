from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.ingest.article import Skipped
from assistant.ingest.parse import parse
from assistant.ingest.parser import Parser
from tests.ingest import made

GOOD = b"The seals came back to the bank in spring."


@pytest.fixture(scope="module")
def parser() -> Iterator[Parser]:
    with Parser(seconds=20, memory=600 * 1024**2) as parser:
        yield parser


def child(parser: Parser) -> int:
    process = parser._children[0].process
    assert process is not None
    return process.pid


def wait_until_busy(pid: int) -> None:
    """Until a child has spent a tenth of a second more of its processor."""
    began = spent(pid)
    deadline = time.monotonic() + 10
    while spent(pid) < began + 10:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def spent(pid: int) -> int:
    """Hundredths of a second that a process has computed."""
    return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[11])


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (GOOD, "a.txt"),
        (made.PAGE.encode(), "a.html"),
        (made.pdf([["Seals."], ["Pups."]]), "a.pdf"),
        (made.word(), "a.docx"),
    ],
)
def test_a_child_reads_what_its_parent_would(parser: Parser, data: bytes, name: str) -> None:
    assert parser.parse(data, name) == parse(data, name)


def test_a_child_stays_warm_from_file_to_file(parser: Parser) -> None:
    parser.parse(GOOD, "a.txt")
    first = child(parser)
    for reason in (b"", b"\x89PNG"):
        with pytest.raises(Skipped):
            parser.parse(reason, "a.txt")
    parser.parse(GOOD, "b.txt")
    assert child(parser) == first


def test_what_the_parent_holds_is_not_counted_as_the_childs() -> None:
    held = bytearray(os.urandom(1024**2)) * 700
    with Parser(seconds=20, memory=600 * 1024**2) as beside:
        beside.parse(GOOD, "a.txt")
        assert child(beside)
    assert len(held) > 600 * 1024**2


HOSTILE = {
    "a PDF that inflates to 400 MB": (
        "a.pdf",
        lambda: made.pdf_of_stream(made.packed(bytes(1024**2), 400)),
    ),
    "a PDF of millions of operators": ("a.pdf", lambda: made.pdf_of_stream(made.packed(b"q " * 500_000, 24))),
    "a Word document that inflates to 300 MB": ("a.docx", lambda: made.word_of(bytes(300 * 1024**2))),
    "a Word document of a billion laughs": (
        "a.docx",
        lambda: made.word_of(
            b'<!DOCTYPE x [<!ENTITY a "ha">'
            + b"".join(b'<!ENTITY %c "%s">' % (c, b"&%c;" % (c - 1) * 10) for c in b"bcdefghij")
            + b"]><x>&j;</x>"
        ),
    ),
    "XML nested 100,000 deep": ("a.docx", lambda: made.word_of(b"<a>" * 100_000 + b"</a>" * 100_000)),
    "a damaged Word document": ("a.docx", lambda: made.word()[:2000]),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_fails_alone(parser: Parser, case: str) -> None:
    name, build = HOSTILE[case]
    with pytest.raises((DocumentError, Skipped)) as caught:
        parser.parse(build(), name)
    assert str(caught.value)
    assert parser.parse(GOOD, "good.txt").articles[0].text == GOOD.decode()


def test_an_external_entity_is_never_read(parser: Parser) -> None:
    document = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x><w:body xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:p><w:r><w:t>Seals &e;</w:t></w:r></w:p></w:body></x>'
    try:
        text = parser.parse(made.word_of(document), "a.docx").articles[0].text
    except DocumentError as error:
        text = str(error)
    assert "root:" not in text


def test_a_file_that_takes_too_long_is_stopped_and_the_next_is_read() -> None:
    with Parser(seconds=1.5) as parser:
        parser.parse(GOOD, "a.txt")
        began = time.monotonic()
        with pytest.raises(DocumentError, match=r"took longer than 1\.5 seconds"):
            parser.parse(b"The seals came back, said A. B. of the U.S. survey. " * 1_500_000, "long.txt")
        assert time.monotonic() - began < 5
        assert parser.parse(GOOD, "b.txt").articles


def test_a_file_that_needs_too_much_memory_says_so() -> None:
    with (
        Parser(memory=400 * 1024**2) as parser,
        pytest.raises(DocumentError, match="more than 400 MB of memory"),
    ):
        parser.parse("Robben é auf der Bank. \n".encode() * 4_000_000, "long.txt")


def test_a_child_that_died_idle_costs_no_file(parser: Parser) -> None:
    parser.parse(GOOD, "a.txt")
    os.kill(child(parser), signal.SIGKILL)
    assert parser.parse(GOOD, "b.txt").articles


def test_a_child_killed_over_a_file_fails_that_file() -> None:
    with Parser(seconds=30) as parser:
        killer = threading.Timer(1.5, lambda: os.kill(child(parser), signal.SIGKILL))
        killer.start()
        with pytest.raises(DocumentError, match=r"crashed its reader \(SIGKILL\)"):
            parser.parse(b"The seals came back, said A. B. of the U.S. survey. " * 1_500_000, "long.txt")
        killer.join()


def test_children_inherit_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with Parser() as parser:
        parser.parse(GOOD, "a.txt")
        assert b"sk-secret" not in Path(f"/proc/{child(parser)}/environ").read_bytes()


TRYING = """
import os, resource, socket, subprocess, sys
from pathlib import Path
from assistant.ingest import worker

def hostile(data, name):
    {tried}

worker.parse = hostile
sys.argv = ["worker", str(2**31)]
worker.main()
"""


@pytest.mark.parametrize(
    ("tried", "ended"),
    [
        ("socket.create_connection(('127.0.0.1', 9))", "a parser tried socket."),
        ("subprocess.run(['true'])", "a parser tried subprocess.Popen"),
        ("os.system('true')", "a parser tried os.system"),
        ("os.fork()", "a parser tried os.fork"),
        ("Path('written').write_bytes(b'x' * 10_000)", "File too large"),
        ("raise ValueError(0 < resource.getrlimit(resource.RLIMIT_CPU)[0] <= 60)", "ValueError: True"),
    ],
)
def test_what_takes_over_a_child_reaches_no_network_runs_nothing_and_writes_nothing(
    tmp_path: Path, tried: str, ended: str
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", TRYING.format(tried=tried)],
        input=b'{"name": "a.txt", "size": 0, "seconds": 20}\n',
        capture_output=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        check=True,
    )
    _, reply = map(json.loads, ran.stdout.splitlines())
    assert reply["ended"] == "failed"
    assert ended in reply["reason"]


def test_threads_share_a_parser() -> None:
    with Parser(processes=2) as parser, ThreadPoolExecutor(4) as threads:
        found = threads.map(
            lambda n: parser.parse(f"Bank {n} has seals.".encode(), "a.txt").articles[0].text, range(40)
        )
        assert list(found) == [f"Bank {n} has seals." for n in range(40)]


def test_closing_leaves_no_process() -> None:
    parser = Parser()
    parser.parse(GOOD, "a.txt")
    left = child(parser)
    parser.close()
    with pytest.raises(ProcessLookupError):
        os.kill(left, 0)


def test_a_file_being_read_when_the_parser_closes_fails_and_starts_no_other_child() -> None:
    parser = Parser()
    parser.parse(GOOD, "a.txt")
    first = child(parser)
    endless = b"<p>" * 3_000_000
    with ThreadPoolExecutor(1) as thread:
        reading = thread.submit(parser.parse, endless, "a.html")
        wait_until_busy(first)
        parser.close()
        with pytest.raises(DocumentError, match="crashed its reader"):
            reading.result(timeout=10)
    assert parser._children[0].process is None
