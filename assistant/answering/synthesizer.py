"""From passages to a checked answer: written by a language model, or made of extracts where there is none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant import tracing
from assistant.answering.calibration import Calibration, Confidence, Features, confidence, shipped
from assistant.answering.citation import check
from assistant.answering.conflicts import conflicts
from assistant.answering.extractive import Extract, extract
from assistant.answering.judge import Opinion
from assistant.answering.prompt import Prompt
from assistant.errors import EndpointBroken, EndpointError
from assistant.text.normalise import normalise, visible
from assistant.text.questions import parts
from assistant.types import (
    Answer,
    Answered,
    ChatModel,
    Delta,
    Embedder,
    Ending,
    Event,
    Failed,
    ModelDelta,
    Passage,
    Query,
    TermWeights,
    Usage,
)

EXTRACTS = "extracts"
NOT_HELD = "NOT IN THE ARTICLES"
"""How the model says that the passages do not hold the answer; the prompt asks for exactly this."""
WITHHELD = (
    "began to repeat its instructions, which an article may have told it to do; its answer was withheld"
)
_ANOTHER = "Ask again, or choose another --model"
_LOOKED_BACK = 1_000
"""Characters before each piece of a reply in which a repetition of the instructions may have begun."""
NEAREST = 3
"""How many passages a refusal points to."""


class Synthesizer:
    """Answers a query from its passages.

    Args:
        embedder, weights: what choosing and judging sentences need to know of the corpus.
        model: who writes; None answers with verbatim extracts.
        fingerprint: of the index that the passages come from, kept with each answer.
        calibration: what confidence is told by now; the one shipped for the embedder unless given.
        judge: is asked about the sentences that code is not sure of.
    """

    def __init__(
        self,
        embedder: Embedder,
        weights: TermWeights,
        *,
        model: ChatModel | None = None,
        answer_tokens: int = 700,
        fingerprint: str = "",
        calibration: Callable[[], Calibration] | None = None,
        judge: Opinion | None = None,
    ) -> None:
        self._embedder = embedder
        self._calibration = calibration or (lambda: shipped(embedder.fingerprint))
        self._weights = weights
        self._model = model
        self._answer_tokens = answer_tokens
        self._fingerprint = fingerprint
        self._judge = judge
        self._prompt = Prompt()

    @property
    def answerer(self) -> str:
        """Who writes, in words for people."""
        return self._model.name if self._model else EXTRACTS

    def answer(self, query: Query, passages: tuple[Passage, ...]) -> Iterator[Event]:
        """Yields `Delta`…, then `Answered`, or `Failed` when the model failed. Closing it ends the model's work."""
        started = time.perf_counter()
        with tracing.span("extract"):
            found = self._extract(query, passages)
        sure = confidence(found.features, self._calibration())
        if self._model is None:
            events = self._extracted(query, passages, found, sure, started)
        else:
            events = self._written(self._model, query, passages, sure)
        for event in events:
            yield self._compared(event) if isinstance(event, Answered) else event

    def _compared(self, event: Answered) -> Answered:
        """With what its passages say against each other; a refusal says only what speaks against its question."""
        answer = event.answer
        found = conflicts(
            answer.query.text,
            answer.passages,
            embedder=self._embedder,
            weights=self._weights,
            carried=answer.query.history_terms,
        )
        shown = tuple(one for one in found if one.kind == "premise" or not answer.refused)
        return Answered(replace(answer, conflicts=shown))

    def features(self, query: Query, passages: Sequence[Passage]) -> Features:
        """What confidence in an answer to `query` from `passages` is told by."""
        return self._extract(query, passages).features

    def checked(self, query: Query, text: str, passages: tuple[Passage, ...]) -> Answer:
        """`text` judged sentence by sentence against `passages`, as the answer to `query`."""
        with tracing.span("check") as span:
            result = check(
                text,
                passages,
                embedder=self._embedder,
                weights=self._weights,
                judge=self._judge,
                question=query.text,
            )
            supported = [sentence for sentence in result.sentences if sentence.verdict == "supported"]
            span.facts |= {"sentences": len(result.sentences), "supported": len(supported)}
        return Answer(
            query.question,
            query,
            result.text,
            result.sentences,
            passages,
            answerer=self.answerer,
            usage=result.usage,
            fingerprint=self._fingerprint,
        )

    def _extract(self, query: Query, passages: Sequence[Passage]) -> Extract:
        return extract(
            query.text,
            passages,
            embedder=self._embedder,
            weights=self._weights,
            carried=query.history_terms,
        )

    def _extracted(
        self,
        query: Query,
        passages: tuple[Passage, ...],
        found: Extract,
        sure: Confidence,
        started: float,
    ) -> Iterator[Event]:
        if not found.sentences or not sure.enough:
            yield Answered(self._refusal(query, passages, sure.probability))
            return
        yield Delta(found.text)
        yield Answered(
            Answer(
                query.question,
                query,
                found.text,
                found.cited,
                passages,
                confidence=sure.probability,
                extractive=True,
                timings={"answer": time.perf_counter() - started},
                answerer=self.answerer,
                fingerprint=self._fingerprint,
            )
        )

    def _written(
        self, model: ChatModel, query: Query, passages: tuple[Passage, ...], sure: Confidence
    ) -> Iterator[Event]:
        if not passages:
            yield Answered(self._refusal(query, passages, sure.probability))
            return
        started = time.perf_counter()
        text, last, first_token = "", ModelDelta(ending="cut"), 0.0
        asked = self._prompt.asked(query.text, passages, budget=model.context_tokens - self._answer_tokens)
        try:
            for delta in model.stream(asked.messages, max_tokens=self._answer_tokens):
                first_token = first_token or time.perf_counter() - started
                text, last = text + delta.text, delta
                if asked.is_repeated(text[-_LOOKED_BACK - len(delta.text) :]):
                    text = ""
                    raise EndpointBroken(f"{model.name} {WITHHELD}", _ANOTHER)
                if delta.text and not _refusing(text):
                    yield Delta(visible(delta.text if _shown_before(text, delta.text) else text))
            if not text.strip():
                raise EndpointBroken(f"{model.name} sent an empty answer", _ANOTHER)
        except EndpointError as error:
            yield Failed(query.question, error.message, error.hint, passages, text)
            return
        timings = {"first token": first_token, "answer": time.perf_counter() - started}
        judged = self._judged(query, passages, normalise(text), sure)
        usage = last.usage or Usage(calls=1)
        yield Answered(replace(judged, ending=_ending(last), usage=usage + judged.usage, timings=timings))

    def _judged(self, query: Query, passages: tuple[Passage, ...], text: str, sure: Confidence) -> Answer:
        text = text.strip()
        if text.startswith(NOT_HELD):
            missing = text.removeprefix(NOT_HELD).strip(" :.\n")
            return self._refusal(query, passages, sure.probability, missing=missing)
        return replace(self.checked(query, text, passages), confidence=sure.probability)

    def _refusal(
        self,
        query: Query,
        passages: tuple[Passage, ...],
        probability: float,
        *,
        missing: str = "",
    ) -> Answer:
        nearest = tuple(passage.number for passage in passages[:NEAREST])
        covered, open_ = self._parts(query, passages)
        text = "The articles do not answer this."
        if covered and open_:
            text = f"The articles do not answer all of this. They speak of: {_listed(covered)}. They do not speak of: {_listed(open_)}."
            missing = missing or "; ".join(open_)
        text += " The nearest passages are listed." if nearest else ""
        return Answer(
            query.question,
            query,
            text,
            (),
            passages,
            refused=True,
            missing=missing or query.text,
            nearest=nearest,
            confidence=probability,
            answerer=self.answerer,
            fingerprint=self._fingerprint,
        )

    def _parts(self, query: Query, passages: tuple[Passage, ...]) -> tuple[list[str], list[str]]:
        """Of a question that asks several things, those that the passages hold an answer to, and those that they do not."""
        asked = parts(query.text)
        if len(asked) < 2 or not passages:
            return [], asked
        told = [replace(query, text=f"{part}?") for part in asked]
        enough = [
            confidence(self._extract(part, passages).features, self._calibration()).enough for part in told
        ]
        sides = list(zip(asked, enough, strict=True))
        return [part for part, held in sides if held], [part for part, held in sides if not held]


def _listed(questions: Sequence[str]) -> str:
    return ", ".join(f"“{question}?”" for question in questions)


def _refusing(text: str) -> bool:
    """Whether `text` is, or as far as it has come may become, the model's way of saying that the answer is not there."""
    start = text.lstrip()[: len(NOT_HELD)]
    return NOT_HELD.startswith(start)


def _shown_before(text: str, piece: str) -> bool:
    """Whether everything before `piece` was passed on already, rather than held back as a possible refusal."""
    return not _refusing(text.removesuffix(piece))


def _ending(last: ModelDelta) -> Ending:
    return last.ending or "cut"
