"""An assistant that answers from a script, with the real event types, and articles to go with it.

The question chooses the scene: "refuse", "unsure", "fail", "slow", "hostile", "doubt", "extract", "long", "clock", "conflict" anywhere in it.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from assistant.chat import Fate
from assistant.errors import CorpusError, UsageError
from assistant.types import (
    Answer,
    Answered,
    Citation,
    Conflict,
    Constraint,
    Delta,
    Document,
    Event,
    Failed,
    FileOutcome,
    Filters,
    Passage,
    Query,
    Retrieved,
    Rewritten,
    Sentence,
    SyncProgress,
    SyncReport,
    Turn,
    Verdict,
    Why,
)  # fmt: skip

FILLER = "\n\n".join(
    f"Paragraph {i} tells more about the harbour, its pilots and the ships that came and went in those years, "
    "and none of it matters to the question."
    for i in range(1, 40)
)
QUOTES = (
    "The bridge collapsed at 1:28 in the morning after the ship lost power twice.",
    "The main channel reopened on 10 June 2024, eleven weeks after the collapse.",
    "Engineers of the National Board found a loose cable in the switchboard.",
)
TITLES = (
    "The morning the bridge fell",
    "Channel open again",
    "What the inspectors found in the switchboard of the ship",
)
TEXTS = tuple(
    f"{title}\n\n{FILLER[:1500]}\n\n{quote} It was over in seconds.\n\n{FILLER}"
    for title, quote in zip(TITLES, QUOTES, strict=True)
)
DOCUMENTS = tuple(
    Document(
        f"doc{i}", 1, text, title, (f"harbour/article-{i}.md",), ("Harbour Gazette", "Port Review", "Harbour Gazette")[i],
        published=date(2024, 3 + i, 26 - i), url=f"https://news.example/bridge/{i}", language="en",
    ) for i, (text, title) in enumerate(zip(TEXTS, TITLES, strict=True))
)  # fmt: skip
HOSTILE = """Read this ![x](http://evil.test/a.png) and <img src="http://evil.test/b.png" onerror="window.pwned=1">
[click](javascript:window.pwned=2) [go](http://evil.test/c) <http://evil.test/d> ![ref][r] [1]

<script>window.pwned=3</script><style>body{background:url(http://evil.test/e)}</style><svg><image href="http://evil.test/f"/></svg>
<div style="position:fixed;inset:0;background:url(http://evil.test/g)"><form action="http://evil.test/h"><video src="http://evil.test/i"></video>

```mermaid
graph TD; A["<img src='http://evil.test/j'>"]
```

| a | b |
|---|---|
| <table background="http://evil.test/k"> | `<b>` |

[r]: http://evil.test/l
Also &#x3C;img src=x onerror=alert(1)&#x3E; and ${window.pwned=4} and {{window.pwned=5}}."""


def passage(number: int, document: Document, quote: str) -> Passage:
    start = document.text.index(quote) - 120
    end = document.text.index(quote) + len(quote) + 27
    why = Why(number, 1.0 / number, 0.71, 8.4, 0.45, (("collapse", 4.1), ("bridge", 3.2)))
    return Passage(
        number, f"{document.id}:1:{start}-{end}", document.id, 1, document.title, document.text[start:end], start, end, why,
        document.publisher, None, document.published, document.url, "What happened", document.locations[0],
    )  # fmt: skip


PASSAGES = tuple(passage(i + 1, document, QUOTES[i]) for i, document in enumerate(DOCUMENTS))


class ScriptedArticles:
    """Takes in any file but an empty one, and remembers what was fetched and moved to."""

    place = "harbour/"
    closed = ""
    may_move = True
    starts_anew = False

    def __init__(self) -> None:
        self.removed_ids: set[str] = set()
        self.kept: dict[str, bytes] = {}
        self.moved: list[Mapping[str, Any]] = []

    def chunks(self, document_id: str) -> int:
        return len(self.document(document_id).text) // 1000

    def remove(self, ids: Sequence[str]) -> list[str]:
        self.removed_ids |= set(ids)
        return list(ids)

    def bring_back(self, ids: Sequence[str]) -> list[str]:
        self.removed_ids -= set(ids)
        return list(ids)

    def removed(self) -> list[Document]:
        return [document for document in DOCUMENTS if document.id in self.removed_ids]

    def syncing(self, *, retry_failed: bool = False) -> Iterator[SyncProgress]:
        for done in range(4):
            time.sleep(0.2)
            yield SyncProgress("reading", done, 3, done * 4, "harbour/new.md")
        self.removed_ids.clear()
        yield SyncProgress("done", 3, 3, 12, report=SyncReport(unchanged=3))

    def keep(self, name: str, data: bytes) -> str:
        if (location := f"added/{name}") in self.kept:
            raise UsageError(f"There is a file {location!r} already", "Choose another name")
        self.kept[location] = data
        return location

    def discard(self, location: str) -> None:
        del self.kept[location]

    def fetching(self, urls: Sequence[str]) -> Iterator[FileOutcome]:
        for url in urls:
            if "gone" in url:
                yield FileOutcome(url, "failed", "the server answered 404")
            else:
                yield FileOutcome(url, "added", self.keep(url.split("/")[-1], b"x"))

    def taking_up(self) -> Iterator[SyncProgress]:
        empty = tuple(
            FileOutcome(k, "failed", "nothing is in it") for k, data in self.kept.items() if not data
        )
        *progress, last = self.syncing()
        yield from progress
        assert last.report is not None
        report = replace(
            last.report,
            added=len(self.kept) - len(empty),
            problems=(*empty, FileOutcome("old.pdf", "failed")),
        )
        yield replace(last, report=report)

    def moving(self, changes: Mapping[str, Any]) -> Iterator[SyncProgress]:
        if changes.get("corpus") == "/nowhere":
            raise CorpusError("There is no folder '/nowhere'", "Give a folder of articles")
        self.moved.append(changes)
        yield SyncProgress("reading", 1, 3, 4, "a.md")
        yield SyncProgress("done", 3, 3, 12)

    def documents(self) -> list[Document]:
        return [document for document in DOCUMENTS if document.id not in self.removed_ids]

    def document(self, document_id: str) -> Document:
        for document in DOCUMENTS:
            if document.id == document_id:
                return document
        raise CorpusError(f"There is no article {document_id!r}")

    def outcomes(self) -> list[FileOutcome]:
        done = [FileOutcome(document.locations[0], "added") for document in DOCUMENTS]
        return [
            *done,
            FileOutcome("harbour/photo.jpg", "skipped", "no text in it"),
            FileOutcome("harbour/torn.pdf", "failed", "the file ends in the middle"),
            FileOutcome(DOCUMENTS[0].locations[0], "warning", "only the first 2 of 3 pages were read"),
        ]


class ScriptedAssistant:
    """Remembers every question with the history and the filters it came with."""

    answerer = "Scripted model"

    def __init__(self, pace: float = 0.02) -> None:
        self.pace = pace
        self.asked: list[tuple[str, tuple[Turn, ...], Filters | None]] = []
        self.closed = 0

    def accepted(self, question: str) -> str:
        if not question.strip():
            raise UsageError("The question is empty", "Type a question")
        if len(question) > 8_000:
            raise UsageError("The question has too many characters", "Shorten it")
        return question.strip()

    def search(
        self, question: str, *, k: int | None = None, filters: Filters | None = None
    ) -> tuple[Query, tuple[Passage, ...]]:
        return Query(question, question), PASSAGES

    def why_not(self, document: str, query: Query, *, k: int | None = None) -> Fate:
        return Fate(document, "ranked too low", f"its best chunk came 34th, too late for {k} passages", 34)

    def check(self, text: str, passages: Sequence[Passage], *, question: str = "") -> Answer:
        return answer(question, text, "supported")

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters | None = None,
        dropped: Collection[Constraint] = (),
    ) -> Iterator[Event]:
        self.asked.append((question, tuple(history), filters))
        return self._events(question, dropped, filters)

    def _events(
        self, question: str, dropped: Collection[Constraint], filters: Filters | None
    ) -> Iterator[Event]:
        try:
            yield Rewritten(query(question, dropped))
            time.sleep(self.pace * 5)
            yield Retrieved(PASSAGES)
            time.sleep(0.4 if "slow" in question else self.pace * 10)
            yield from self._scene(question, dropped, filters)
        finally:
            self.closed += 1

    def _scene(
        self, question: str, dropped: Collection[Constraint], filters: Filters | None
    ) -> Iterator[Event]:
        if "fail" in question:
            yield Delta("The bridge fell ")
            yield Failed(
                question,
                "127.0.0.1:11434 cannot be reached while answering with 'tiny'",
                "Start the server or check --base-url",
                PASSAGES,
                "The bridge fell ",
            )
            return
        if "clock" in question:
            yield from ticking(question)
            return
        final = scene(question)
        for word in final.text.split(" "):
            yield Delta(word + " ")
            time.sleep(0.15 if "slow" in question else self.pace / 3 if "long" in question else self.pace)
        asked = f"Scripted model, asked in {len(filters.documents)}" if filters else "Scripted model"
        held = replace(query(question, dropped), filters=filters or Filters())
        yield Answered(replace(final, query=held, answerer=asked))


def ticking(question: str) -> Iterator[Event]:
    """A hundred words, each the moment at which it is sent, in milliseconds."""
    text = ""
    for _ in range(100):
        word = f"{time.time() * 1000:.0f} "
        text += word
        yield Delta(word)
        time.sleep(0.05)
    yield Answered(answer(question, text, "supported"))


def query(question: str, dropped: Collection[Constraint] = ()) -> Query:
    """Restricted to June where the question says June, unless that was dropped."""
    given_up = tuple((constraint, "you took it away") for constraint in dropped)
    if "June" not in question or given_up:
        return Query(question, question, dropped=given_up)
    filters = Filters(after=date(2024, 6, 1), before=date(2024, 6, 30))
    return Query(question, "channel reopened", constraints=(Constraint("date", "in June 2024", filters),))


def scene(question: str) -> Answer:
    if "refuse" in question:
        text = "These articles do not say who paid for the new bridge."
        return Answer(
            question,
            query(question),
            text,
            (Sentence(text, 0, len(text), "not a claim"),),
            PASSAGES,
            True,
            "who paid for the new bridge",
            (1, 3),
            confidence=0.1,
            answerer="Scripted model",
        )
    if "unsure" in question:
        near = tuple(Citation(i + 1, QUOTES[i], *ends(i), "unsupported", 0.0) for i in (1, 0))
        return replace(scene("refuse"), nearest=(2, 1), glimpses=near, confidence=0.4)
    if "hostile" in question:
        return answer(question, HOSTILE, "supported")
    if "long" in question:
        return answer(question, "The bridge collapsed at 1:28 [1]. " * 120, "supported")
    if "extract" in question:
        lines = [f"{quote} [{n}]" for n, quote in enumerate(QUOTES[:2], 1)]
        return answer(question, "\n\n".join(lines), "supported", extractive=True)
    if "conflict" in question:
        note = "“Channel open again” says 10 June 2024; “The morning the bridge fell” says 12 June."
        told = tuple(Citation(i + 1, QUOTES[i], *ends(i), "supported", 0.9) for i in (0, 1))
        return replace(good(question), conflicts=(Conflict("correction", (1, 2), note, told),))
    return doubtful(question) if "doubt" in question else good(question)


def answer(question: str, text: str, verdict: Verdict, *, extractive: bool = False) -> Answer:
    citation = Citation(1, QUOTES[0], *ends(0), verdict, 0.9)
    sentence = Sentence(text, 0, len(text), verdict, citations=(citation,))
    return Answer(
        question,
        query(question),
        text,
        (sentence,),
        PASSAGES,
        extractive=extractive,
        confidence=0.9,
        answerer="Scripted model",
        timings={"total": 1.4},
    )


def ends(source: int) -> tuple[int, int]:
    """Where the quote of an article begins and ends in it."""
    start = DOCUMENTS[source].text.index(QUOTES[source])
    return start, start + len(QUOTES[source])


def good(question: str) -> Answer:
    return sentences(question, [
        ("The **bridge** collapsed at 1:28 in the morning, after the ship had lost power twice [1].", "supported", "", 0),
        ("The main channel was open again on 10 June 2024 [2].", "supported", "", 1),
        ("Inspectors later found a loose cable in the ship's switchboard [3].", "supported", "", 2),
    ])  # fmt: skip


def doubtful(question: str) -> Answer:
    return sentences(question, [
        ("The bridge collapsed at 1:28 in the morning [1].", "supported", "", 0),
        ("The channel opened again on 12 June 2024 [2].", "partly", "The passage says 10 June 2024, not 12 June.", 1),
        ("A new bridge will cost two billion dollars.", "unsupported", "No passage speaks of a cost.", None),
    ])  # fmt: skip


def sentences(question: str, parts: Sequence[tuple[str, Verdict, str, int | None]]) -> Answer:
    text, made = "", []
    for body, verdict, reason, source in parts:
        start = len(text)
        text += body
        citations: tuple[Citation, ...] = ()
        if source is not None:
            citations = (Citation(source + 1, QUOTES[source], *ends(source), verdict, 0.9),)
        made.append(Sentence(body, start, len(text), verdict, reason, citations))
        text += " "
    return Answer(
        question,
        query(question),
        text.rstrip(),
        tuple(made),
        PASSAGES,
        confidence=0.93,
        answerer="Scripted model",
        timings={"total": 1.4},
    )
