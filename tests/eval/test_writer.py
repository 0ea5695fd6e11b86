"""Questions written by a model are kept only if their answer stands in the paragraph and the question stands alone."""

from __future__ import annotations

import pytest

from assistant.answering.models import ScriptedModel
from assistant.types import Document
from eval.generate import generate
from eval.writer import paragraphs, read, written

PARAGRAPH = "The Alder Bridge opened on 4 May 1931. " + "It stands on steel piers over the river. " * 6
DOCUMENT = Document("d", 1, f"A title\n\n{PARAGRAPH}\n\nToo short.", "The Bridge", ("bridge.md",))


def test_only_paragraphs_of_a_useful_length_are_asked_about():
    assert paragraphs(DOCUMENT) == [PARAGRAPH]


def test_a_sound_reply_becomes_a_case_with_its_paragraph_as_evidence():
    case = read("Question: When did the Alder Bridge open?\nAnswer: 4 May 1931.", DOCUMENT, PARAGRAPH)
    assert case.question == "When did the Alder Bridge open?"
    assert case.answers == ("4 May 1931",)
    assert case.evidence[0].quote == PARAGRAPH


@pytest.mark.parametrize(
    "reply",
    [
        "When did it open? In 1931.",
        "Question: When did the Alder Bridge open?\nAnswer: 5 May 1931",
        "Question: Did the Alder Bridge open on 4 May 1931?\nAnswer: 4 May 1931",
        "Question: When does the article say the bridge opened?\nAnswer: 4 May 1931",
        "Question: When did it open?\nAnswer: .",
    ],
)
def test_an_unsound_reply_is_left_out(reply):
    assert read(reply, DOCUMENT, PARAGRAPH) is None


def test_every_paragraph_is_shown_to_the_model_once(subject):
    count = sum(len(paragraphs(document)) for document in subject.corpus.documents())
    model = ScriptedModel(["no"] * count)
    assert list(written(model, subject)) == []
    assert len(model.asked) == count > 0


def test_a_generated_set_takes_its_factual_questions_from_the_model(subject):
    document = next(d for d in subject.corpus.documents() if paragraphs(d))
    answer = paragraphs(document)[0].split(".")[0][-20:].strip()
    replies = [
        f"Question: What is told of {d.title}?\nAnswer: {answer}"
        for d in subject.corpus.documents()
        for _ in paragraphs(d)
    ]
    made = generate(subject, 6, model=ScriptedModel(replies))
    found = [case for case in made.cases if case.type == "written"]
    assert [case.answers for case in found] == [(answer,)]
    assert found[0].id == "factual-001"
