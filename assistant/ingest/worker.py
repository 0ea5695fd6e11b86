"""The child process in which files are parsed: one request on standard input, one reply on standard output, until the input ends.
A first reply says that it is ready.

A request is a line of JSON (`name`, `size`, `seconds`) and `size` bytes; a reply is a line of JSON. Replies are JSON and never
pickles, because a child taken over by a hostile file must not be able to run anything in its parent.
"""

from __future__ import annotations

import json
import math
import os
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from assistant.errors import DocumentError
from assistant.ingest import ocr
from assistant.ingest.article import Article, Section, Skipped
from assistant.ingest.parse import Parsed, parse
from assistant.types import FileOutcome, to_json

try:
    import resource
except ImportError:  # not on Windows, where only the wall clock limits a child
    resource = None  # type: ignore[assignment]

FORBIDDEN = (
    "socket.connect",
    "socket.getaddrinfo",
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.fork",
)
OPEN_FILES = 64


def main() -> None:
    """Serves requests. Arguments: the memory the process may take, in bytes; where scanned pages are to be read, tesseract and its languages."""
    requests, replies = sys.stdin.buffer, _private_output()
    _limit(int(sys.argv[1]))
    ocr.allowed = ocr.Ocr(*sys.argv[2:]) if sys.argv[2:] else None
    sys.addaudithook(_forbid)
    _send(replies, {"ended": "started"})
    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["size"])
        _limit_processor(request["seconds"])
        _send(replies, _answer(data, request["name"]) | {"peak": _peak()})


def parsed(reply: dict[str, Any]) -> Parsed:
    """What a reply says, in the parent.

    Raises:
        Skipped, DocumentError: as `parse` raised them in the child.
    """
    if reply["ended"] == "skipped":
        raise Skipped(reply["reason"])
    if reply["ended"] == "failed":
        raise DocumentError(reply["reason"], reply["hint"])
    articles = tuple(_article(article) for article in reply["articles"])
    return Parsed(articles, tuple(FileOutcome(**problem) for problem in reply["problems"]))


def _send(replies: BinaryIO, reply: dict[str, Any]) -> None:
    replies.write(json.dumps(reply).encode() + b"\n")
    replies.flush()


def _answer(data: bytes, name: str) -> dict[str, Any]:
    try:
        found = parse(data, name)
    except Skipped as skipped:
        return {"ended": "skipped", "reason": skipped.reason}
    except DocumentError as error:
        return {"ended": "failed", "reason": error.message, "hint": error.hint}
    except MemoryError:
        return {"ended": "memory"}
    except Exception as error:  # whatever a library trips over is this file's failure and no other's
        return {
            "ended": "failed",
            "reason": f"cannot be read: {type(error).__name__}: {error}"[:500],
            "hint": "",
        }
    return {"ended": "parsed", "articles": to_json(found.articles), "problems": to_json(found.problems)}


def _article(value: dict[str, Any]) -> Article:
    stated = value["published"]
    published = date.fromisoformat(stated) if stated else None
    sections = tuple(Section(*section) for section in value["sections"])
    return Article(
        **value | {"published": published, "sections": sections, "warnings": tuple(value["warnings"])}
    )


def _private_output() -> BinaryIO:
    """Replies get a descriptor of their own, so that a library that prints cannot garble one."""
    private = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return private


def _limit(memory: int) -> None:
    if resource is None:
        return
    limits = (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    )
    for what, most in limits:
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        try:
            resource.setrlimit(what, (allowed, hard))
        except (ValueError, OSError):  # macOS knows RLIMIT_AS but refuses to set it
            continue


def _limit_processor(seconds: float) -> None:
    """Ends a child whose parent has died and can no longer stop it."""
    if resource is not None:
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + seconds) + 1, hard))


def _peak() -> int:
    """The most memory resident so far, in bytes. On Linux `ru_maxrss` would also count what the parent held when it started us."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss if resource else 0
    found = re.search(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0


def _forbid(event: str, given: tuple[Any, ...]) -> None:
    if event == "subprocess.Popen" and ocr.allowed and given[0] == ocr.allowed.command:
        return
    if event in FORBIDDEN:
        raise PermissionError(f"a parser tried {event}")


if __name__ == "__main__":
    main()
