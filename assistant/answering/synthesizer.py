"""From passages to a checked answer: written by a language model, or made of extracts where there is none."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from assistant import tracing
from assistant.answering import refusals
from assistant.answering.calibration import Calibration, Confidence, Features, confidence, shipped
from assistant.answering.citation import check
from assistant.answering.conflicts import conflicts
from assistant.answering.excerpts import Telling
from assistant.answering.extractive import MOST, Extract, extract, joined
from assistant.answering.judge import Opinion
from assistant.answering.prompt import THE_SAME, Prompt
from assistant.answering.remembering import remembering
from assistant.errors import EndpointBroken, EndpointError
from assistant.text.language import NAMES, language
from assistant.text.normalise import normalise, visible
from assistant.text.spans import Span
from assistant.types import (
    UNSURE,
    Answer,
    Answered,
    ChatModel,
    Citation,
    Delta,
    Embedder,
    Ending,
    Event,
    Failed,
    ModelDelta,
    Passage,
    Query,
    Sentence,
    TermWeights,
    Usage,
)

EXTRACTS = "extracts"
WITHHELD = (
    "began to repeat its instructions, which an article may have told it to do; its answer was withheld"
)
_ANOTHER = "Ask again, or choose another --model"
_MARKER = re.compile(r"\s?\[\d+\]")
_LOOKED_BACK = 1_000
"""Characters before each piece of a reply in which a repetition of the instructions may have begun."""
MOST_OF_PARTS = 4
"""Sentences that answer the parts of a question at most, unless it has more parts than that."""
NEAREST = 3
"""How many passages a refusal points to."""
_NOT_HELD = "The articles do not answer this."
_UNSURE = "It is not sure that the articles answer this."


@dataclass(frozen=True, slots=True)
class Held:
    """What the passages hold of a question: the sentences to quote, how sure it is that they answer it, and what a model is
    shown first where it cannot read everything.

    Of a question that asks several things `covered` are those that are answered, and `missing` those that are not.
    """

    extract: Extract
    sure: Confidence
    telling: tuple[Telling, ...]
    covered: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def told(self) -> tuple[str, tuple[Sentence, ...]]:
        """The answer made of the extracts, and its sentences; the last one says what is not covered."""
        text, sentences = self.extract.text, self.extract.cited
        if not self.covered or not self.missing:
            return text, sentences
        return _with_missing(text, sentences, self.missing)


class Synthesizer:
    """Answers a query from its passages.

    Args:
        embedder, weights: what choosing and judging sentences need to know of the corpus.
        model: who writes; None answers with verbatim extracts.
        fingerprint: of the index that the passages come from, kept with each answer.
        calibration: what confidence is told by now; the one shipped for the embedder unless given.
        abstain: whether extracts that are not sure enough are withheld; a model refuses by itself.
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
        abstain: bool = True,
        judge: Opinion | None = None,
    ) -> None:
        self._embedder = embedder
        self._calibration = calibration or (lambda: shipped(embedder.fingerprint))
        self._abstains = abstain or model is not None
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
        embedder = remembering(self._embedder)
        with tracing.span("extract"):
            held = self._held(embedder, query, passages)
        if self._model is None:
            events = self._extracted(query, passages, held, started)
        else:
            events = self._written(self._model, query, passages, held)
        for event in events:
            yield self._compared(embedder, event) if isinstance(event, Answered) else event

    def _compared(self, embedder: Embedder, event: Answered) -> Answered:
        """With what its passages say against each other; a refusal says only what speaks against its question."""
        answer = event.answer
        found = conflicts(
            answer.query.text,
            answer.passages,
            embedder=embedder,
            weights=self._weights,
            carried=answer.query.history_terms,
        )
        shown = tuple(one for one in found if one.kind == "premise" or not answer.refused)
        return Answered(replace(answer, conflicts=shown))

    def features(self, query: Query, passages: Sequence[Passage]) -> Features:
        """What confidence in an answer to `query` from `passages` is told by."""
        return self._extract(self._embedder, query, passages).features

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

    def _held(self, embedder: Embedder, query: Query, passages: Sequence[Passage]) -> Held:
        """Of a question that asks several things each is looked for by itself; what is held is then told together."""
        whole = self._extract(embedder, query, passages)
        sure = self._sure(whole)
        if not query.parts or not passages:
            return Held(whole, sure, whole.telling)
        limit = max(1, MOST_OF_PARTS // len(query.parts))
        found = {
            part: self._extract(embedder, replace(query, text=part), passages, limit) for part in query.parts
        }
        each = {part: self._sure(extract) for part, extract in found.items()}
        covered = tuple(part for part, one in each.items() if one.enough)
        missing = tuple(part for part, one in each.items() if not one.enough)
        telling = joined(list(found.values())).telling
        if not covered:
            return Held(whole, sure, telling, missing=missing)
        extract = joined([found[part] for part in covered])
        return Held(extract, min(each[part] for part in covered), telling, covered, missing)

    def _sure(self, extract: Extract) -> Confidence:
        sure = confidence(extract.features, self._calibration())
        return sure if self._abstains else sure._replace(enough=True)

    def _extract(
        self, embedder: Embedder, query: Query, passages: Sequence[Passage], limit: int = MOST
    ) -> Extract:
        return extract(
            query.text,
            passages,
            embedder=embedder,
            weights=self._weights,
            carried=query.history_terms,
            told=" ".join(turn.answer for turn in query.history) if query.anew else "",
            limit=limit,
        )

    def _extracted(
        self,
        query: Query,
        passages: tuple[Passage, ...],
        held: Held,
        started: float,
    ) -> Iterator[Event]:
        if not held.extract.sentences or not held.sure.enough:
            yield Answered(self._refusal(query, passages, held))
            return
        text, sentences = held.told
        yield Delta(text)
        yield Answered(
            Answer(
                query.question,
                query,
                text,
                sentences,
                passages,
                missing="; ".join(held.missing) if held.covered else "",
                confidence=held.sure.probability,
                extractive=True,
                timings={"answer": time.perf_counter() - started},
                answerer=self.answerer,
                fingerprint=self._fingerprint,
            )
        )

    def _written(
        self, model: ChatModel, query: Query, passages: tuple[Passage, ...], held: Held
    ) -> Iterator[Event]:
        if not passages:
            yield Answered(self._refusal(query, passages, held))
            return
        started = time.perf_counter()
        text, last, first_token = "", ModelDelta(ending="cut"), 0.0
        asked = self._prompt.asked(
            query.text,
            passages,
            budget=model.context_tokens - self._answer_tokens,
            telling=held.telling,
            language=NAMES.get(_spoken(query) or "", THE_SAME),
        )
        try:
            for delta in model.stream(asked.messages, max_tokens=self._answer_tokens):
                first_token = first_token or time.perf_counter() - started
                text, last = delta.after(text), delta
                if asked.is_repeated(text[-_LOOKED_BACK - len(delta.text) :]):
                    text = ""
                    raise EndpointBroken(f"{model.name} {WITHHELD}", _ANOTHER)
                if delta.text and not refusals.may_become(text):
                    yield Delta(visible(delta.text if _shown_before(text, delta.text) else text))
            if not text.strip():
                raise EndpointBroken(f"{model.name} sent an empty answer", _ANOTHER)
        except EndpointError as error:
            yield Failed(query.question, error.message, error.hint, passages, text)
            return
        timings = {"first token": first_token, "answer": time.perf_counter() - started}
        judged = self._judged(query, passages, normalise(text), held)
        usage = last.usage or Usage(calls=1)
        yield Answered(replace(judged, ending=_ending(last), usage=usage + judged.usage, timings=timings))

    def _judged(self, query: Query, passages: tuple[Passage, ...], text: str, held: Held) -> Answer:
        """What a model wrote, judged; a refusal where it says, in whatever words, that the passages do not answer."""
        reply = refusals.read(text)
        checked = self.checked(query, reply.text, passages)
        missing = reply.missing or ""
        if refusals.is_refusal(checked.sentences, reply.missing):
            refusal = self._refusal(query, passages, held, missing=missing)
            return replace(refusal, usage=checked.usage)
        answer = replace(checked, confidence=held.sure.probability, note=_foreign(checked), missing=missing)
        if not missing:
            return answer
        text, sentences = _with_missing(answer.text, answer.sentences, [missing])
        return replace(answer, text=text, sentences=sentences)

    def _refusal(
        self,
        query: Query,
        passages: tuple[Passage, ...],
        held: Held,
        *,
        missing: str = "",
    ) -> Answer:
        glimpses = _glimpses(passages, held.telling)
        ranked = [passage.number for passage in passages]
        nearest = tuple(dict.fromkeys([*(one.passage for one in glimpses), *ranked]))[:NEAREST]
        text = _UNSURE if held.sure.probability >= UNSURE else _NOT_HELD
        if held.covered and held.missing:
            text = f"The articles do not answer all of this. They speak of: {_listed(held.covered)}. They do not speak of: {_listed(held.missing)}."
            missing = missing or "; ".join(held.missing)
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
            glimpses=glimpses,
            confidence=held.sure.probability,
            answerer=self.answerer,
            fingerprint=self._fingerprint,
        )


def _glimpses(passages: Sequence[Passage], telling: Sequence[Telling]) -> tuple[Citation, ...]:
    """What comes nearest to an answer in each of the `NEAREST` passages that tell most, the best first. It backs nothing."""
    known = {passage.number: passage for passage in passages}
    best: dict[int, Span] = {}
    for number, spans in telling:
        best.setdefault(number, spans[-1])
    return tuple(
        Citation(number, span.of(known[number].text), *span.shifted(known[number].start), "unsupported", 0.0)
        for number, span in islice(best.items(), NEAREST)
    )


def _spoken(query: Query) -> str | None:
    """The language of a question; that of what was searched for where the question itself is too short to tell."""
    return language(query.question) or language(query.text)


def _foreign(answer: Answer) -> str:
    """What to say of an answer that came in another language than its question; nothing where either is not sure."""
    asked, told = _spoken(answer.query), language(_MARKER.sub("", answer.text))
    if asked is None or told is None or asked == told:
        return ""
    return f"{answer.answerer} was asked to answer in {NAMES[asked]}, but answered in {NAMES[told]}."


def _with_missing(
    text: str, sentences: tuple[Sentence, ...], missing: Sequence[str]
) -> tuple[str, tuple[Sentence, ...]]:
    """An answer that tells in a last line what it does not cover."""
    start, last = len(text) + 1, f"The articles do not speak of: {_listed(missing)}."
    note = Sentence(last, start, start + len(last), "not a claim", "says what is missing")
    return f"{text}\n{last}", (*sentences, note)


def _listed(questions: Sequence[str]) -> str:
    return ", ".join(f"“{question}”" for question in questions)


def _shown_before(text: str, piece: str) -> bool:
    """Whether everything before `piece` was passed on already, rather than held back as a possible refusal."""
    return not refusals.may_become(text.removesuffix(piece))


def _ending(last: ModelDelta) -> Ending:
    return last.ending or "cut"
