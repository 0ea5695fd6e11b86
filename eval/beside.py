"""The assistant beside LlamaIndex's CitationQueryEngine: the same questions, passages and language model, question by question."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.errors import EndpointError
from assistant.types import Answered, ChatModel, Failed, Passage, Usage, from_json
from eval import metrics
from eval.dataset import Case
from eval.rendering import comparison_table, metrics_table
from eval.statistics import Comparison, by_metric, compare, holm
from eval.subject import Subject, settings
from eval.tasks import timed

ROWS = "rows.jsonl"
OURS, THEIRS = "assistant", "CitationQueryEngine"
MOST_PASSAGES = 8
"""What limits the passages is their budget of tokens, seldom this."""
SAYS_IT = 0.5
"""Share of a gold paragraph's words that an answer must say to count as right."""
COMPARED = ("correct", "answered correctly", "citation precision", "citation recall", "token f1", "refused")
_REFUSES = re.compile(
    r"not in the articles|\b(?:do|does|did|is|are|was|were) not (?:\w+ ){0,2}(?:mention|contain|provid|specif|includ|stat|answer|help"
    r"|address|discuss|available|enough)|\bno (?:\w+ ){0,2}(?:information|mention|answer|evidence|source)|\bnone of the"
    r"|\bcannot (?:be )?(?:answer|determin)|\bunable to|\binsufficient|\Aempty response",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one of the two said. `cited` are numbers of passages, 0 for a marker that names none; `seconds` of wall clock."""

    text: str
    cited: tuple[int, ...]
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """One question asked twice; the scores of both replies by name, None where one does not apply.

    `made_with` names all that a resumed run must share with this one: settings, index, model and budget.
    """

    id: str
    cluster: str
    question: str
    made_with: str
    ours: Reply
    theirs: Reply
    our_scores: Mapping[str, float | None]
    their_scores: Mapping[str, float | None]


Engine = Callable[[str, Sequence[Passage], ChatModel, int], Reply]
"""From question, passages, model and the longest answer in tokens to a reply."""


def pairs(
    subject: Subject, engine: Engine, model: ChatModel, folder: Path, *, passage_tokens: int
) -> Iterator[Pair]:
    """Asks both every question. A line is written as soon as both have answered, and a question that has one is not asked again.

    Raises:
        EndpointError: the model failed; what was answered before is kept.
    """
    folder.mkdir(parents=True, exist_ok=True)
    made_with = json.dumps([settings(subject.values), subject.corpus.index.fingerprint, passage_tokens])
    known = {pair.id: pair for pair in load(folder) if pair.made_with == made_with}
    for case in subject.dataset.cases:
        if case.id not in known:
            passages = _passages(subject, case, passage_tokens)
            ours = _ours(subject, case, passages)
            theirs = _timed(engine, case, passages, model, subject.values.answer_tokens)
            scored = (score(subject, case, passages, reply) for reply in (ours, theirs))
            known[case.id] = Pair(case.id, case.cluster, case.question, made_with, ours, theirs, *scored)
            with (folder / ROWS).open("a", encoding="utf-8") as file:
                file.write(json.dumps(asdict(known[case.id]), ensure_ascii=False) + "\n")
        yield known[case.id]


def load(folder: Path) -> list[Pair]:
    """The pairs that are finished; none where nothing was run yet."""
    path = folder / ROWS
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [from_json(Pair, json.loads(line)) for line in lines]


def score(subject: Subject, case: Case, passages: Sequence[Passage], reply: Reply) -> dict[str, float | None]:
    """Both replies are scored by their words and the passages that they cite, whoever wrote them."""
    refused = bool(_REFUSES.search(reply.text.split("\n")[0])) or not reply.text.strip()
    found: dict[str, float | None] = {"refused": float(refused), "unknown markers": float(0 in reply.cited)}
    if case.unanswerable:
        return found | {"correct": float(refused), "refusal recall": float(refused)}
    gold = subject.atlas.gold(case)
    places = dict(zip((p.number for p in passages), subject.places(passages), strict=True))
    cited = [places[number] for number in reply.cited if number]
    right = float(not refused and says(reply.text, case, long_answers=subject.dataset.long_answers))
    return found | {
        "correct": right,
        "answered correctly": right,
        "token f1": metrics.token_f1(reply.text, case.answers),
        "citation precision": sum(map(gold.holds, cited)) / len(reply.cited) if reply.cited else None,
        "citation recall": gold.touched(cited),
        "cites": float(bool(reply.cited)),
        "evidence shown": gold.touched(list(places.values())),
    }


def says(text: str, case: Case, *, long_answers: bool) -> bool:
    """Whether a text gives the gold answer: its words in a row, the same choice made first, or half the words of a gold paragraph."""
    if long_answers:
        return metrics.token_recall(text, case.answers) >= SAYS_IT
    if metrics.is_choice(case.answers):
        chosen = next((word for word in metrics.words(text) if word in metrics.CHOICES), "")
        return chosen in {answer.casefold() for answer in case.answers}
    return bool(metrics.contains(text, case.answers))


def compared(found: Sequence[Pair]) -> list[Comparison]:
    """Ours minus theirs, each metric over the questions to which it applies on both sides."""
    told = []
    for metric in COMPARED:
        both = [(p.their_scores.get(metric), p.our_scores.get(metric), p.cluster) for p in found]
        both = [row for row in both if row[0] is not None and row[1] is not None]
        if both:
            before, after, clusters = zip(*both, strict=True)
            told.append(compare(metric, before, after, clusters))
    return holm(told)


def report(found: Sequence[Pair], about: Mapping[str, Any]) -> str:
    """What came out, as Markdown."""
    lines = [f"# {about['set']}: {OURS} beside {THEIRS}", ""]
    lines += [f"- {name}: {value}" for name, value in about.items()]
    lines += ["", f"`before` is {THEIRS}, `after` the {OURS}.", "", comparison_table(compared(found))]
    sides = ((OURS, "our_scores", "ours"), (THEIRS, "their_scores", "theirs"))
    for name, scores, side in sides:
        replies = [getattr(pair, side) for pair in found]
        lines += ["", f"## {name}", "", _costs(replies), ""]
        lines.append(metrics_table(by_metric([(p.cluster, getattr(p, scores)) for p in found])))
    return "\n".join([*lines, ""])


def _costs(replies: Sequence[Reply]) -> str:
    n = len(replies)
    prompt, written, calls = (
        sum(getattr(reply.usage, name) for reply in replies) / n
        for name in ("prompt_tokens", "completion_tokens", "calls")
    )
    seconds = sum(reply.seconds for reply in replies) / n
    return (
        f"a question: {calls:.2f} calls, {prompt:.0f} prompt and {written:.0f} answer tokens, {seconds:.1f} s"
    )


def _passages(subject: Subject, case: Case, budget: int) -> tuple[Passage, ...]:
    query = subject.query(case)
    retriever = subject.assistant.retriever
    return tuple(retriever.passages(query, k=MOST_PASSAGES, budget_tokens=budget))


def _ours(subject: Subject, case: Case, passages: tuple[Passage, ...]) -> Reply:
    query = subject.assistant.retriever.constrained(
        subject.assistant.rewriter.plain(case.question, (), case.filters)
    )
    events, seconds = timed(lambda: list(subject.assistant.synthesizer.answer(query, passages)))
    last = events[-1]
    if isinstance(last, Failed):
        raise EndpointError(last.error, last.hint)
    assert isinstance(last, Answered)
    answer = last.answer
    cited = (citation.passage for citation in answer.citations)
    text = "Not in the articles." if answer.refused else answer.text
    return Reply(text, tuple(dict.fromkeys(cited)), answer.usage, seconds)


def _timed(
    engine: Engine, case: Case, passages: Sequence[Passage], model: ChatModel, answer_tokens: int
) -> Reply:
    reply, seconds = timed(lambda: engine(case.question, passages, model, answer_tokens))
    return replace(reply, seconds=seconds)
