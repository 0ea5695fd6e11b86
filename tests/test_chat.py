from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from assistant import Assistant
from assistant.answering.models import ScriptedModel
from assistant.errors import EndpointError, EndpointUnavailable, UsageError
from assistant.types import (
    Answered,
    Failed,
    Filters,
    Message,
    ModelDelta,
    Retrieved,
    Rewritten,
    Turn,
    Usage,
    to_json,
)

QUESTION = "On what day did Baltimore's Key Bridge first open?"
DOWN = EndpointUnavailable("127.0.0.1:9 cannot be reached", "Start the server")


@pytest.fixture
def scripted(sample_assistant: Assistant) -> ScriptedAssistant:
    return ScriptedAssistant(sample_assistant)


class ScriptedAssistant:
    """The sample corpus, answered by a scripted model."""

    def __init__(self, sample: Assistant) -> None:
        self._corpus = sample.corpus

    def __call__(self, *replies: str | Exception) -> Assistant:
        return Assistant(self._corpus, model=ScriptedModel(list(replies)))


def test_a_question_goes_through_rewriting_and_retrieval_to_a_checked_answer(
    sample_assistant: Assistant,
) -> None:
    first, second, *_, last = sample_assistant.ask(QUESTION)
    assert isinstance(first, Rewritten)
    assert isinstance(second, Retrieved)
    assert isinstance(last, Answered)
    assert last.answer.passages == second.passages
    assert "March 23, 1977" in last.answer.text
    assert {"rewrite", "retrieve", "answer", "total"} <= set(last.answer.timings)


def test_every_quote_stands_in_its_article_at_its_offsets(sample_assistant: Assistant) -> None:
    answer = sample_assistant.answer(QUESTION)
    documents = {
        passage.number: sample_assistant.corpus.document(passage.document_id) for passage in answer.passages
    }
    quotes = [citation for sentence in answer.sentences for citation in sentence.citations]
    assert quotes
    for quote in quotes:
        assert documents[quote.passage].text[quote.start : quote.end] == quote.quote
    for passage in answer.passages:
        assert documents[passage.number].text[passage.start : passage.end] == passage.text


def test_asking_twice_gives_the_same_passages_in_the_same_order(sample_assistant: Assistant) -> None:
    first, second = (sample_assistant.answer(QUESTION).passages for _ in range(2))
    assert to_json(first) == to_json(second)


@pytest.mark.parametrize(
    ("question", "complaint"),
    [("", "empty"), (" \n ", "empty"), ("x" * 50_000, "50,000 characters and at most 8,000")],
)
def test_a_question_that_cannot_be_asked_is_refused_before_any_work(
    sample_assistant: Assistant, question: str, complaint: str
) -> None:
    with pytest.raises(UsageError, match=complaint):
        sample_assistant.ask(question)


def test_a_question_that_the_articles_do_not_answer_is_refused_with_the_nearest_passages(
    sample_assistant: Assistant,
) -> None:
    answer = sample_assistant.answer("Which football club won the Bundesliga in 1974?")
    assert answer.refused
    assert answer.nearest
    assert answer.missing
    assert [glimpse.passage for glimpse in answer.glimpses] == list(answer.nearest)
    for glimpse in answer.glimpses:
        document = sample_assistant.corpus.document(answer.passages[glimpse.passage - 1].document_id)
        assert document.text[glimpse.start : glimpse.end] == glimpse.quote


def test_what_is_told_anyway_where_nothing_is_withheld_is_cited_all_the_same(
    sample_assistant: Assistant,
) -> None:
    answer = Assistant(sample_assistant.corpus, abstain=False).answer(
        "Which football club won the Bundesliga in 1974?"
    )
    assert not answer.refused
    assert all(sentence.citations for sentence in answer.sentences)
    assert answer.confidence < sample_assistant.calibration().threshold


def test_a_failing_model_ends_in_failed_with_the_passages(scripted: ScriptedAssistant) -> None:
    last = list(scripted(DOWN).ask(QUESTION))[-1]
    assert isinstance(last, Failed)
    assert (last.question, last.error) == (QUESTION, DOWN.message)
    assert last.passages
    with pytest.raises(EndpointError, match="cannot be reached"):
        scripted(DOWN).answer(QUESTION)


def test_when_the_rewrite_fails_the_passages_are_shown_all_the_same(scripted: ScriptedAssistant) -> None:
    events = list(scripted(DOWN).ask("And who built it?", [Turn(QUESTION, "March 23, 1977 [1].")]))
    assert isinstance(events[-1], Failed)
    assert events[-1].passages


def test_closing_the_events_ends_the_models_work(scripted: ScriptedAssistant) -> None:
    events = scripted("One two three four.").ask(QUESTION)
    for _ in range(3):
        next(events)
    events.close()  # type: ignore[attr-defined]
    assert list(events) == []


def test_filters_hold_for_every_passage(sample_assistant: Assistant) -> None:
    found = sample_assistant.corpus.documents()
    wanted = next(document for document in found if "ozone" in document.title.lower())
    answer = sample_assistant.answer(QUESTION, filters=Filters(documents=(wanted.id,)))
    assert {passage.document_id for passage in answer.passages} <= {wanted.id}


def test_any_text_can_be_checked_against_any_passages(sample_assistant: Assistant) -> None:
    passages = sample_assistant.answer(QUESTION).passages
    checked = sample_assistant.check(
        "The bridge was opened on March 23, 1977. It was painted blue in 1990.", passages
    )
    assert [sentence.verdict for sentence in checked.sentences] == ["supported", "unsupported"]


def test_a_question_is_split_where_asked_for_and_every_call_is_counted(sample_assistant: Assistant) -> None:
    parts = ("When did Baltimore's Key Bridge open?", "When did the Key Bridge collapse?")
    model = ScriptedModel(["\n".join(parts), "It opened on March 23, 1977 [1]."])
    assistant = Assistant(sample_assistant.corpus, model=model, decompose=True)
    first, *_, last = assistant.ask("How long did Baltimore's Key Bridge stand?")
    assert isinstance(first, Rewritten)
    assert first.query.parts == parts
    assert isinstance(last, Answered)
    assert last.answer.usage.calls == len(model.asked) == 2


def test_an_answer_costs_what_all_its_calls_cost_where_prices_are_known(sample_assistant: Assistant) -> None:
    class Counted(ScriptedModel):
        def stream(self, messages: Sequence[Message], *, max_tokens: int) -> Iterator[ModelDelta]:
            yield from (ModelDelta(delta.text) for delta in super().stream(messages, max_tokens=max_tokens))
            yield ModelDelta(ending="complete", usage=Usage(1_000, 10, 1))

    model = Counted(["On what day did the Key Bridge open?", "On March 23, 1977 [1]."])
    assistant = Assistant(sample_assistant.corpus, model=model, prices=(1.0, 10.0))
    used = assistant.answer("And when?", [Turn("What is the Key Bridge?", "A bridge.")]).usage
    assert used == Usage(2_000, 20, 2, pytest.approx(0.0022))


def test_the_calls_of_a_rewrite_are_counted_too(scripted: ScriptedAssistant) -> None:
    assistant = scripted("On what day did the Key Bridge open?", "On March 23, 1977 [1].")
    assert assistant.answer("And when?", [Turn("What is the Key Bridge?", "A bridge.")]).usage.calls == 2


def test_a_search_costs_no_call_unless_the_question_is_to_be_split(sample_assistant: Assistant) -> None:
    model = ScriptedModel(["When did the Key Bridge open?\nWho built the Key Bridge?"])
    assistant = Assistant(sample_assistant.corpus, model=model, decompose=True)
    assert assistant.search(QUESTION)[0].parts == ()
    assert len(assistant.search(QUESTION, split=True)[0].parts) == 2


def test_an_article_named_by_its_path_is_told_why_it_is_not_found(sample_assistant: Assistant) -> None:
    query, passages = sample_assistant.search(QUESTION, k=1)
    other = next(d for d in sample_assistant.corpus.documents() if d.id != passages[0].document_id)
    assert sample_assistant.why_not(passages[0].location, query, k=1).stage == "shown"
    assert sample_assistant.why_not(other.locations[0], query, k=1).stage != "shown"


def test_after_a_hundred_turns_every_prompt_stays_within_its_window_and_the_latest_turns_are_read(
    scripted: ScriptedAssistant,
) -> None:
    told = "The bridge was opened on March 23, 1977. " * 40
    history = tuple(Turn(f"What happened to the Key Bridge in year {n}?", told) for n in range(100))
    assistant = scripted(
        "When did the Key Bridge collapse?", "The Francis Scott Key Bridge fell on March 26 [1]."
    )
    answer = assistant.answer("And when did it collapse?", history)
    model = assistant.synthesizer._model.model  # type: ignore[union-attr]
    rewriting, answering = (" ".join(message.content for message in asked) for asked in model.asked)
    assert "year 99?" in rewriting
    assert "year 3?" not in rewriting
    assert max(len(rewriting), len(answering)) < 3 * model.context_tokens
    assert answer.query.text == "When did the Key Bridge collapse?"


def test_extracts_answer_the_part_of_a_question_that_the_articles_cover_and_name_the_other(
    sample_assistant: Assistant,
) -> None:
    answer = sample_assistant.answer(
        "On what day did Baltimore's Key Bridge first open, and who composed the opera The Magic Flute?"
    )
    assert not answer.refused
    assert "March 23, 1977" in answer.text
    assert answer.missing == "who composed the opera The Magic Flute?"
    assert answer.text.endswith("The articles do not speak of: “who composed the opera The Magic Flute?”.")
