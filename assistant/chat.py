"""The assistant: a question in, a stream of events out, ending in a checked answer."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from assistant import tracing
from assistant.answering.calibration import Calibration, Features, is_shipped, shipped
from assistant.answering.decomposer import Decomposer
from assistant.answering.judge import Judge
from assistant.answering.labelled import Example, Labelled, Stored, examples, fitted, read
from assistant.answering.labelled import Fitted as Fitted
from assistant.answering.listing import listed, none_found
from assistant.answering.models import TracedModel
from assistant.answering.remembering import remembering
from assistant.answering.rewriter import Rewriter
from assistant.answering.synthesizer import NEAREST, Synthesizer
from assistant.corpus import Corpus
from assistant.errors import AssistantError, EndpointError, UsageError
from assistant.retrieval.explain import Fate as Fate
from assistant.retrieval.scan import wants_all
from assistant.text.counts import counted
from assistant.text.inert import Inert, inert
from assistant.types import (
    Answer,
    Answered,
    ChatModel,
    Constraint,
    Delta,
    Event,
    Failed,
    Filters,
    Passage,
    Query,
    Retrieved,
    Rewritten,
    Turn,
)


class Assistant:
    """Answers questions from one corpus.

    Args:
        model: writes the answers and rewrites follow-ups; without one, answers are verbatim extracts.
        passages: how many passages an answer is made from.
        longest_question: in characters; a longer one is refused, not cut.
        answer_tokens: longest answer of the model.
        abstain: whether an answer without a model is refused where the passages are not likely to hold one.
        rewrite: whether the model rewrites follow-up questions, at the price of one more call.
        decompose: whether the model splits questions into simpler ones, at the price of one more call.
        judge: whether the model judges the sentences that code is not sure of, at the price of one more call.
    """

    def __init__(
        self,
        corpus: Corpus,
        *,
        model: ChatModel | None = None,
        passages: int = 8,
        longest_question: int = 8_000,
        answer_tokens: int = 700,
        abstain: bool = True,
        rewrite: bool = True,
        decompose: bool = False,
        judge: bool = False,
        prices: tuple[float, float] | None = None,
    ) -> None:
        model = model and TracedModel(model)
        self.corpus = corpus
        self.retriever = corpus.retriever()
        self.rewriter = Rewriter(model if rewrite else None)
        self._decomposer = Decomposer(model) if model and decompose else None
        self.synthesizer = Synthesizer(
            corpus.index.embedder,
            corpus.index,
            model=model,
            answer_tokens=answer_tokens,
            fingerprint=corpus.index.fingerprint,
            calibration=self.calibration,
            abstain=abstain,
            judge=Judge(model) if model and judge else None,
        )
        self._passages = passages
        self._longest = longest_question
        self._prices = prices

    @property
    def answerer(self) -> str:
        """Who writes the answers, in words for people."""
        return self.synthesizer.answerer

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        *,
        filters: Filters | None = None,
        dropped: Collection[Constraint] = (),
    ) -> Iterator[Event]:
        """Yields `Rewritten`, `Retrieved`, `Delta`…, and last `Answered` or `Failed`. Closing the iterator ends the model's work.

        Args:
            dropped: restrictions of the question that the person took away; only their kind and label count.

        Raises:
            UsageError: the question is empty or too long; nothing was done.
            IndexUnusable: the index cannot be read.
        """
        question = self.accepted(question)
        given_up = tuple((constraint, "you took it away") for constraint in dropped)
        events = _harmless(self._events(question, tuple(history), filters, given_up))
        return tracing.steps("ask", events, _noted, question=question)

    def answer(
        self, question: str, history: Sequence[Turn] = (), *, filters: Filters | None = None
    ) -> Answer:
        """The checked answer alone.

        Raises:
            AssistantError: as `ask`, or the model failed.
        """
        for event in self.ask(question, history, filters=filters):
            if isinstance(event, Failed):
                raise EndpointError(event.error, event.hint)
            if isinstance(event, Answered):
                return event.answer
        raise AssertionError("unreachable: ask ends in Answered or Failed")

    def search(
        self, question: str, *, k: int | None = None, filters: Filters | None = None, split: bool = False
    ) -> tuple[Query, tuple[Passage, ...]]:
        """The `k` passages that `question` would be answered from, and the query they were found by: what it was restricted to, and what was given up.

        Args:
            split: let the model split the question, where it would before answering.

        Raises:
            EndpointError: the model failed; only where it is asked.
            UsageError: the question is empty or too long; nothing was done.
            IndexUnusable: the index cannot be read.
        """
        query = self.rewriter.plain(self.accepted(question), (), filters)
        query = self.retriever.constrained(self._split(query) if split else query)
        return query, self._retrieved(query, k or self._passages)

    def why_not(self, document: str, query: Query, *, k: int | None = None) -> Fate:
        """Why a document, named by its id or by where it lies, is not among the `k` passages of a query: the stage that dropped it.

        Raises:
            CorpusError: there is no such document.
        """
        named = self.corpus.index.matching(Filters(documents=(document,))) or frozenset({document})
        return self.retriever.why_not(min(named), query, k=k or self._passages)

    def calibration(self) -> Calibration:
        """What confidence is told by: what was fitted on this index, else what is shipped for its embedder."""
        stored = Stored.read(self.corpus.index.calibration, self.corpus.index.fingerprint)
        return stored.calibration if stored else shipped(self.corpus.embedder.fingerprint)

    @staticmethod
    def labelled(path: Path) -> list[Labelled]:
        """The labelled questions of a JSONL file.

        Raises:
            UsageError: the file cannot be read, or a line is no question.
        """
        return read(path)

    def calibrate(self, questions: Sequence[Labelled], *, keep: bool = True) -> Fitted:
        """Fits confidence to this corpus. If kept, answers from this index go by it from now on.

        Raises:
            UsageError: too few questions that the corpus answers, or too few that it does not.
            IndexLocked: another process is writing the index.
        """
        found = fitted(self.examples(questions), prior=shipped(self.corpus.embedder.fingerprint))
        if keep:
            stored = Stored(self.corpus.index.fingerprint, found.calibration, found.questions, found.auroc)
            self.corpus.keep_calibration(stored.to_json())
        return found

    def examples(self, questions: Sequence[Labelled]) -> list[Example]:
        """Each question as confidence sees it, and once more without the articles that answer it."""
        index = self.corpus.index
        synthesizer = Synthesizer(remembering(index.embedder), index)

        def examine(asked: Labelled, without: frozenset[str]) -> Features:
            query = self.retriever.constrained(self.rewriter.plain(asked.question, asked.history))
            found = self.retriever.passages(query, k=2 * self._passages if without else self._passages)
            kept = [p for p in found if without.isdisjoint((p.location, *p.also_in))][: self._passages]
            return synthesizer.features(query, [replace(p, number=n) for n, p in enumerate(kept, 1)])

        return list(examples(questions, examine))

    def check(self, text: str, passages: Sequence[Passage], *, question: str = "") -> Answer:
        """Judges any text against any passages, as if it were an answer made from them."""
        return self.synthesizer.checked(Query(question, question), text, tuple(passages))

    def accepted(self, question: str) -> str:
        """`question` trimmed.

        Raises:
            UsageError: it is empty or too long.
        """
        question = question.strip()
        if not question:
            raise UsageError("The question is empty", "Type a question")
        if len(question) > self._longest:
            raise UsageError(
                f"The question has {len(question):,} characters and at most {self._longest:,} are accepted",
                "Shorten it, or put a long text into the corpus and ask about it",
            )
        return question

    def _events(
        self,
        question: str,
        history: tuple[Turn, ...],
        filters: Filters | None,
        dropped: tuple[tuple[Constraint, str], ...],
    ) -> Generator[Event]:
        started = time.perf_counter()
        query, trouble = self._rewritten(question, history, filters)
        query = self.retriever.constrained(replace(query, dropped=(*query.dropped, *dropped)))
        rewritten = time.perf_counter()
        yield Rewritten(query)
        if trouble is None and wants_all(query.text):
            yield from self._scanned(query, {"rewrite": rewritten - started}, started)
            return
        passages = self._retrieved(query, self._passages)
        timings = {"rewrite": rewritten - started, "retrieve": time.perf_counter() - rewritten}
        yield Retrieved(passages)
        if trouble is not None:
            yield Failed(question, trouble.message, trouble.hint, passages)
            return
        for event in self.synthesizer.answer(query, passages):
            yield self._complete(event, query, timings, started) if isinstance(event, Answered) else event

    def _scanned(self, query: Query, timings: dict[str, float], started: float) -> Iterator[Event]:
        """A question for every article on something: read all of them, whatever the number of passages set."""
        with tracing.span("scan", question=query.text) as span:
            found = self.retriever.scan(query)
            span.facts["passages"] = len(found.passages)
        timings = {**timings, "retrieve": time.perf_counter() - started - timings["rewrite"]}
        passages = found.passages or self._retrieved(query, NEAREST)
        yield Retrieved(passages)
        if found.passages:
            answer = listed(
                query,
                passages,
                subject=found.subject,
                scanned=found.told,
                denied=found.denied,
                count=found.count,
            )
        else:
            answer = none_found(query, passages, scanned=found.told)
        answer = replace(answer, fingerprint=self.corpus.index.fingerprint)
        yield Delta(answer.text)
        yield self._complete(Answered(answer), query, timings, started)

    def _complete(self, event: Answered, query: Query, timings: dict[str, float], started: float) -> Answered:
        """With the time that all stages took, and what all calls used, those before the answer's own too."""
        answer = event.answer
        took = {**timings, **answer.timings, "total": time.perf_counter() - started}
        usage = query.usage + answer.usage
        priced = usage.priced(self._prices) if self._prices and usage.calls else usage
        return Answered(replace(answer, timings=took, usage=priced))

    def _rewritten(
        self, question: str, history: tuple[Turn, ...], filters: Filters | None
    ) -> tuple[Query, AssistantError | None]:
        """The query, and what kept the model from rewriting it: the passages are shown all the same."""
        with tracing.span("rewrite", question=question) as span:
            try:
                return self._split(self.rewriter.rewrite(question, history, filters)), None
            except EndpointError as error:
                span.error = type(error).__name__
                return self.rewriter.plain(question, history, filters), error

    def _split(self, query: Query) -> Query:
        return self._decomposer.split(query) if self._decomposer else query

    def _retrieved(self, query: Query, k: int) -> tuple[Passage, ...]:
        with tracing.span("retrieve", question=query.text, k=k) as span:
            passages = tuple(self.retriever.passages(query, k=k))
            span.facts["passages"] = len(passages)
        return passages


def told_by(corpus: Corpus) -> str:
    """Where confidence in answers from this index comes from, in words."""
    stored = Stored.read(corpus.index.calibration, corpus.index.fingerprint)
    if stored:
        return f"calibrated on {counted(stored.questions, 'question')} about this corpus (AUROC {stored.auroc:.2f})"
    if not is_a_guess(corpus):
        return "as shipped for this embedder"
    return "a guess, since this embedder is not known; run: assistant calibrate"


def is_a_guess(corpus: Corpus) -> bool:
    """Whether confidence was fitted neither on this index nor for its embedder."""
    stored = Stored.read(corpus.index.calibration, corpus.index.fingerprint)
    return stored is None and not is_shipped(corpus.embedder.fingerprint)


def _harmless(events: Generator[Event]) -> Iterator[Event]:
    """The events with all text of answers made inert, since others render it as Markdown: links come from metadata alone. Quotes stay verbatim."""
    stream = Inert()
    with closing(events):
        for event in events:
            if isinstance(event, Delta):
                if shown := stream.feed(event.text):
                    yield Delta(shown)
                continue
            if isinstance(event, (Answered, Failed)) and (rest := stream.rest()):
                yield Delta(rest)
            if isinstance(event, Answered):
                event = Answered(_inert(event.answer))
            elif isinstance(event, Failed):
                event = replace(event, partial=inert(event.partial))
            yield event


def _inert(answer: Answer) -> Answer:
    text = inert(answer.text)
    sentences = tuple(replace(s, text=text[s.start : s.end]) for s in answer.sentences)
    return replace(answer, text=text, sentences=sentences, missing=inert(answer.missing))


def _noted(span: tracing.Span, event: Event) -> None:
    if isinstance(event, Retrieved):
        span.facts["passages"] = len(event.passages)
    elif isinstance(event, Failed):
        span.facts["outcome"], span.error = "failed", EndpointError.__name__
    elif isinstance(event, Answered):
        span.facts["outcome"] = "refused" if event.answer.refused else "answered"
