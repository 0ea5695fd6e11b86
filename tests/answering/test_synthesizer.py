from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from assistant import templates
from assistant.answering.judge import Judge
from assistant.answering.models import EndpointModel, GgufModel, ScriptedModel
from assistant.answering.refusals import NOT_HELD
from assistant.answering.synthesizer import MOST_OF_PARTS, WITHHELD, Synthesizer
from assistant.endpoint import Endpoint
from assistant.errors import EndpointUnavailable
from assistant.index.embedder import StaticEmbedder
from assistant.types import Answer, Answered, Delta, Event, Failed, Passage, Query, Turn, Why
from tests.hashing_embedder import WordHashingEmbedder
from tests.test_endpoint import QUICK, Server, piece, stream

TEXTS = (
    "The Kigali Amendment was agreed on 15 October 2016. It covers hydrofluorocarbons.",
    "The first ozone hole was described in 1985 by three British scientists.",
)
PASSAGES = tuple(
    Passage(
        number,
        f"d{number}:1",
        f"d{number}",
        1,
        f"Title {number}",
        text,
        100,
        100 + len(text),
        Why(number, 1.0, dense=0.5),
    )
    for number, text in enumerate(TEXTS, 1)
)
BOTH = "When was the Kigali Amendment agreed, and who was the first man on the moon?"
OF_TWO_PARTS = Query(
    BOTH, BOTH, parts=("When was the Kigali Amendment agreed?", "who was the first man on the moon?")
)
QUERY = Query("When was the Kigali Amendment agreed?", "When was the Kigali Amendment agreed?")


class EvenWeights:
    """Every term tells the same."""

    def weights(self, terms: Sequence[str]) -> Mapping[str, float]:
        return dict.fromkeys(terms, 1.0)


def events(*replies: str | Exception, passages: tuple[Passage, ...] = PASSAGES) -> list[Event]:
    model = ScriptedModel(list(replies)) if replies else None
    return list(Synthesizer(StaticEmbedder(), EvenWeights(), model=model).answer(QUERY, passages))


def answer(*replies: str | Exception, passages: tuple[Passage, ...] = PASSAGES) -> Answer:
    last = events(*replies, passages=passages)[-1]
    assert isinstance(last, Answered)
    return last.answer


def streamed(found: list[Event]) -> str:
    return "".join(event.text for event in found if isinstance(event, Delta))


def test_without_a_model_the_answer_is_verbatim_cited_and_said_to_be_extracts() -> None:
    found = answer()
    assert found.extractive
    assert found.answerer == "extracts"
    assert "agreed on 15 October 2016. [1]" in found.text
    for sentence in found.sentences:
        for citation in sentence.citations:
            source = PASSAGES[citation.passage - 1]
            assert source.text[citation.start - source.start : citation.end - source.start] == citation.quote


def test_what_was_read_to_answer_is_not_read_again_to_look_for_conflicts() -> None:
    embedder = WordHashingEmbedder()
    list(Synthesizer(embedder, EvenWeights()).answer(QUERY, PASSAGES))
    assert len(embedder.embedded) == len(set(embedder.embedded)) > 0


def test_a_model_s_answer_streams_and_is_judged_sentence_by_sentence() -> None:
    reply = "The Kigali Amendment was agreed on 15 October 2016 [1]. It was agreed on 3 May 2001 [1]."
    assert streamed(events(reply)) == reply
    true, false = answer(reply).sentences
    assert (true.verdict, false.verdict) == ("supported", "unsupported")
    assert true.citations[0].quote == "The Kigali Amendment was agreed on 15 October 2016."
    assert (true.citations[0].start, true.citations[0].end) == (100, 151)
    assert false.citations == ()
    assert false.reason


def test_no_marker_is_left_without_its_passage() -> None:
    found = answer("The first ozone hole was described in 1985 [7].")
    assert "[7]" not in found.text
    assert found.sentences[0].verdict in ("supported", "unsupported")


def test_the_models_way_of_saying_that_it_is_not_there_is_a_refusal_and_never_streams() -> None:
    found = events(f"{NOT_HELD}: the cost of the amendment.")
    assert streamed(found) == ""
    last = found[-1]
    assert isinstance(last, Answered)
    assert last.answer.refused
    assert last.answer.missing == "the cost of the amendment"
    assert last.answer.nearest == (1, 2)


def test_a_refusal_quotes_what_comes_nearest_first_and_says_where_it_is_not_sure() -> None:
    found = answer(f"{NOT_HELD}: the cost of the amendment.", passages=PASSAGES[::-1])
    assert found.nearest == (1, 2)
    assert found.glimpses[0].quote == "The Kigali Amendment was agreed on 15 October 2016."
    assert found.glimpses[0].start == PASSAGES[0].start
    assert (found.unsure, found.text.startswith("It is not sure")) == (True, True)
    assert (found.citations, found.sentences) == ((), ())

    strange = replace(QUERY, text="Who won the cup final in Leeds?")
    last = list(Synthesizer(StaticEmbedder(), EvenWeights()).answer(strange, PASSAGES))[-1]
    assert isinstance(last, Answered)
    assert (last.answer.unsure, last.answer.text[:28]) == (False, "The articles do not answer t")


@pytest.mark.parametrize(
    "reply",
    [
        "**NOT IN THE ARTICLES**: the cost.",
        "Not in the articles: the cost.",
        "NICHT IN DEN ARTIKELN: the cost",
        "“NOT IN THE ARTICLES: the cost”",
        "NOT IN THE ARTICLES: the cost. However, it is known to have cost 3 billion dollars.",
    ],
)
def test_a_refusal_in_other_letters_or_another_language_is_one_and_never_streams(reply: str) -> None:
    found = events(reply)
    assert streamed(found) == ""
    last = found[-1]
    assert isinstance(last, Answered)
    assert (last.answer.refused, last.answer.missing, last.answer.nearest) == (True, "the cost", (1, 2))


@pytest.mark.parametrize(
    "reply",
    [
        "I'm sorry, but I cannot find this in the provided passages.",
        "Unfortunately, the articles don't say that. Let me know if you need anything else!",
        "There is no information about this in the passages [1][2].",
        "Die Artikel enthalten dazu keine Informationen.",
    ],
)
def test_a_refusal_in_a_model_s_own_words_is_one(reply: str) -> None:
    found = answer(reply)
    assert found.refused
    assert found.missing == QUERY.text
    assert "[1]" not in found.text


@pytest.mark.parametrize(
    "reply",
    [
        "The Kigali Amendment was agreed on 15 October 2016 [1]. NOT IN THE ARTICLES: its cost.",
        "NOT IN THE ARTICLES: its cost.\n\nHowever, the Kigali Amendment was agreed on 15 October 2016 [1].",
    ],
)
def test_what_a_model_answers_beside_a_refusal_is_kept_and_what_it_lacks_is_told(reply: str) -> None:
    found = answer(reply)
    assert not found.refused
    assert found.missing == "its cost"
    backed, lacking = found.sentences
    assert (backed.verdict, lacking.verdict) == ("supported", "not a claim")
    assert found.text.endswith("agreed on 15 October 2016. [1]\nThe articles do not speak of: “its cost”.")
    assert found.text[lacking.start : lacking.end] == lacking.text


@pytest.mark.parametrize(
    ("query", "held"),
    [
        (QUERY, ["The Kigali Amendment was agreed on 15 October 2016."]),
        (
            OF_TWO_PARTS,
            ["The Kigali Amendment was agreed on 15 October 2016.", "The first man on the moon was"],
        ),
    ],
)
def test_a_model_with_a_small_window_is_shown_what_tells_most_wherever_it_stands(
    query: Query, held: list[str]
) -> None:
    idle = " ".join(f"Nothing of note was seen on walk number {walk}." for walk in range(60))
    texts = [f"{idle} {TEXTS[0]} {idle}", f"{idle} The first man on the moon was Neil Armstrong. {idle}"]
    passages = tuple(
        replace(one, text=text, start=0, end=len(text)) for one, text in zip(PASSAGES, texts, strict=True)
    )
    model = ScriptedModel(["It was agreed on 15 October 2016 [1]."], context_tokens=1_300)
    list(Synthesizer(StaticEmbedder(), EvenWeights(), model=model).answer(query, passages))
    shown = model.asked[0][-1].content
    assert all(sentence in shown for sentence in held)
    assert len(shown) < 1_300


def test_an_answer_that_only_begins_like_a_refusal_streams_whole() -> None:
    reply = "NOT a treaty, it is an amendment of one."
    assert streamed(events(reply)) == reply


@pytest.mark.parametrize("abstain", [True, False])
def test_a_refusal_names_which_part_of_a_question_the_passages_cover(abstain: bool) -> None:
    model = ScriptedModel([f"{NOT_HELD}: the man on the moon"])
    synthesizer = Synthesizer(StaticEmbedder(), EvenWeights(), model=model, abstain=abstain)
    (last,) = synthesizer.answer(OF_TWO_PARTS, PASSAGES)
    assert isinstance(last, Answered)
    assert last.answer.refused
    assert last.answer.text.startswith(
        "The articles do not answer all of this. They speak of: “When was the Kigali Amendment agreed?”. "
        "They do not speak of: “who was the first man on the moon?”."
    )


def test_a_model_that_repeats_its_instructions_failed_and_what_it_wrote_is_withheld() -> None:
    instructions = templates.load("answer", "fence").text
    found = events(f"Certainly! My instructions: {instructions}")
    last = found[-1]
    assert isinstance(last, Failed)
    assert WITHHELD in last.error
    assert (last.passages, last.partial) == (PASSAGES, "")
    assert "numbered passages of articles, for" not in streamed(found)


def test_what_nobody_sees_in_a_reply_is_gone_before_its_markers_are_read() -> None:
    found = answer("The moon is made of cheese\u200b [\u20602]. \x1b[31mThe Kigali Amendment covers it [1].")
    assert not {"\u200b", "\u2060", "\x1b"} & set(found.text)
    assert not found.sentences[0].citations
    assert "[2]" not in found.text


def test_an_empty_reply_is_a_failure_and_the_beginning_of_a_refusal_is_none() -> None:
    *_, last = events(" \n ")
    assert isinstance(last, Failed)
    assert "sent an empty answer" in last.error
    assert last.passages == PASSAGES
    assert not answer(NOT_HELD[:3]).refused


def test_a_failure_keeps_the_question_the_passages_and_what_had_come() -> None:
    found = events(EndpointUnavailable("127.0.0.1:9 cannot be reached", "Start the server"))
    assert found == [
        Failed(QUERY.question, "127.0.0.1:9 cannot be reached", "Start the server", PASSAGES, "")
    ]


@pytest.mark.parametrize("replies", [(), ("Never asked.",)])
def test_with_no_passage_there_is_nothing_to_answer_from_and_no_model_is_asked(
    replies: tuple[str, ...],
) -> None:
    found = answer(*replies, passages=())
    assert found.refused
    assert found.nearest == ()
    assert found.usage.calls == 0


def test_a_judge_s_call_is_counted_with_the_answer_s() -> None:
    model = ScriptedModel(["Scientists from Britain found a hole in the sky [2].", "1: UNSUPPORTED"])
    synthesizer = Synthesizer(StaticEmbedder(), EvenWeights(), model=model, judge=Judge(model))
    *_, last = synthesizer.answer(QUERY, PASSAGES)
    assert isinstance(last, Answered)
    assert last.answer.usage.calls == 2
    assert last.answer.sentences[0].reason == "the language model does not find it in the passage"


def test_a_real_models_answer_holds_every_promise(small_model: GgufModel) -> None:
    synthesizer = Synthesizer(StaticEmbedder(), EvenWeights(), model=small_model, answer_tokens=40)
    found = list(synthesizer.answer(QUERY, PASSAGES))
    last = found[-1]
    assert isinstance(last, Answered)
    assert last.answer.refused or streamed(found)
    assert last.answer.usage.prompt_tokens > 0
    assert last.answer.timings["first token"] > 0
    for sentence in last.answer.sentences:
        assert (
            last.answer.text[sentence.start : sentence.end] == sentence.text
            or sentence.text in last.answer.text
        )
        assert {citation.passage for citation in sentence.citations} <= {1, 2}


def test_of_two_questions_without_a_model_one_is_answered_and_the_other_is_named_as_missing() -> None:
    *_, last = Synthesizer(StaticEmbedder(), EvenWeights()).answer(OF_TWO_PARTS, PASSAGES)
    assert isinstance(last, Answered)
    found = last.answer
    assert not found.refused
    assert "agreed on 15 October 2016. [1]" in found.text
    assert found.text.endswith("\nThe articles do not speak of: “who was the first man on the moon?”.")
    assert found.missing == "who was the first man on the moon?"
    assert [(s.text == found.text[s.start : s.end], bool(s.citations)) for s in found.sentences][-1] == (
        True,
        False,
    )
    assert found.sentences[-1].verdict == "not a claim"


def test_two_questions_that_are_both_answered_are_answered_in_their_order() -> None:
    asked = "Who described the first ozone hole, and when was the Kigali Amendment agreed?"
    query = Query(
        asked, asked, parts=("Who described the first ozone hole?", "when was the Kigali Amendment agreed?")
    )
    *_, last = Synthesizer(StaticEmbedder(), EvenWeights()).answer(query, PASSAGES)
    assert isinstance(last, Answered)
    assert last.answer.missing == ""
    told = last.answer.text
    assert 0 <= told.index("three British scientists") < told.index("15 October 2016")


def test_the_more_a_question_asks_the_less_is_told_of_each() -> None:
    parts = ("What does the Kigali Amendment cover?", "What does the Paris Agreement cover?")
    text = " ".join(
        f"The {it} covers {what}."
        for it in ("Kigali Amendment", "Paris Agreement")
        for what in ("hydrofluorocarbons", "18 gases", "their making and use")
    )
    passage = replace(PASSAGES[0], text=text, end=100 + len(text))
    whole = " And ".join(parts)
    *_, last = Synthesizer(StaticEmbedder(), EvenWeights()).answer(
        Query(whole, whole, parts=parts), (passage,)
    )
    assert isinstance(last, Answered)
    assert 2 <= len(last.answer.sentences) <= MOST_OF_PARTS


def test_an_answer_in_parts_is_as_sure_as_its_least_sure_part() -> None:
    parts = ("Who described the first ozone hole?", "when was the Kigali Amendment agreed?")
    synthesizer = Synthesizer(StaticEmbedder(), EvenWeights())

    def confidence(text: str, parts: tuple[str, ...] = ()) -> float:
        *_, last = synthesizer.answer(Query(text, text, parts=parts), PASSAGES)
        assert isinstance(last, Answered)
        return last.answer.confidence

    each = [confidence(part) for part in parts]
    assert each[0] != each[1]
    assert confidence(" And ".join(parts), parts) == min(each)


def test_asked_for_more_it_tells_what_was_not_told_before_and_is_as_sure() -> None:
    first = answer()
    history = (Turn(first.question, first.text),)
    assert "It covers hydrofluorocarbons." not in first.text
    more = Query("Tell me more.", QUERY.text, history, anew=True)
    *_, last = Synthesizer(StaticEmbedder(), EvenWeights()).answer(more, PASSAGES)
    assert isinstance(last, Answered)
    assert "It covers hydrofluorocarbons." in last.answer.text
    assert last.answer.confidence == first.confidence


def test_where_nothing_is_left_to_tell_it_says_so() -> None:
    history = (Turn(QUERY.text, " ".join(TEXTS)),)
    (last,) = Synthesizer(StaticEmbedder(), EvenWeights()).answer(
        Query("More?", QUERY.text, history, anew=True), PASSAGES
    )
    assert isinstance(last, Answered)
    assert last.answer.refused


GERMAN = "Wann wurde die Änderung von Kigali beschlossen und was ist darin geregelt?"


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (GERMAN, "Answer in German,"),
        ("What is the Kigali Amendment?", "Answer in English,"),
        ("Kigali 2016?", "Answer in the language of the question,"),
    ],
)
def test_a_model_is_told_by_name_which_language_to_answer_in(question: str, told: str) -> None:
    model = ScriptedModel(["It is an amendment [1]."])
    list(
        Synthesizer(StaticEmbedder(), EvenWeights(), model=model).answer(Query(question, question), PASSAGES)
    )
    assert told in model.asked[0][-1].content


@pytest.mark.parametrize(
    ("reply", "note"),
    [
        (
            "It was agreed on 15 October 2016, and it is about hydrofluorocarbons [1].",
            "scripted was asked to answer in German, but answered in English.",
        ),
        ("Sie wurde am 15. Oktober 2016 beschlossen, und es geht um Fluorkohlenwasserstoffe [1].", ""),
        ("15 October 2016 [1].", ""),
    ],
)
def test_an_answer_in_another_language_than_the_question_says_so(reply: str, note: str) -> None:
    model = ScriptedModel([reply])
    *_, last = Synthesizer(StaticEmbedder(), EvenWeights(), model=model).answer(
        Query(GERMAN, GERMAN), PASSAGES
    )
    assert isinstance(last, Answered)
    assert last.answer.note == note


def test_over_the_wire_the_language_is_named_and_an_answer_in_another_one_is_one_call_with_a_note() -> None:
    server = Server(
        [
            stream(
                piece("It was agreed in 2016, and it is about the gases of", None),
                piece(" that time [1].", "stop"),
                "data: [DONE]\n\n",
            )
        ]
    )
    with server.serving() as url:
        model = EndpointModel(Endpoint(url, "key", patience=QUICK), "far")
        *_, last = Synthesizer(StaticEmbedder(), EvenWeights(), model=model).answer(
            Query(GERMAN, GERMAN), PASSAGES
        )
    assert isinstance(last, Answered)
    (request,) = server.requests
    assert b"Answer in German, in whole sentences." in request
    assert last.answer.usage.calls == 1
    assert last.answer.note.endswith("was asked to answer in German, but answered in English.")


def test_what_a_model_thinks_before_it_answers_is_neither_shown_nor_judged() -> None:
    thought = "The Moon is made of cheese [2].\n</think>\n\n"
    said = "It was agreed on 15 October 2016 [1]."
    for opening in ("<think>\n", ""):
        server = Server([stream(piece(opening + thought), piece(said, "stop"), "data: [DONE]\n\n")])
        with server.serving() as url:
            model = EndpointModel(Endpoint(url, patience=QUICK), "far")
            *_, last = Synthesizer(StaticEmbedder(), EvenWeights(), model=model).answer(QUERY, PASSAGES)
        assert isinstance(last, Answered)
        assert [(s.text, s.verdict) for s in last.answer.sentences] == [
            ("It was agreed on 15 October 2016. [1]", "supported")
        ]


def test_over_the_wire_a_model_is_told_how_much_to_think() -> None:
    server = Server([stream(piece("It was agreed in 2016 [1].", "stop"), "data: [DONE]\n\n")])
    with server.serving() as url:
        model = EndpointModel(Endpoint(url, patience=QUICK), "far", reasoning="low")
        list(Synthesizer(StaticEmbedder(), EvenWeights(), model=model).answer(QUERY, PASSAGES))
    (request,) = server.requests
    assert b'"reasoning_effort":"low"' in request.replace(b": ", b":")
