import pytest

from assistant.text.questions import expected, offers


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people live there?", "number"),
        ("What was the population of Warsaw?", "number"),
        ("When did it open?", "date"),
        ("In which year was it built?", "date"),
        ("Who built it?", "name"),
        ("Where is it?", "name"),
        ("Wie viele Menschen leben dort?", "number"),
        ("¿Cuándo se abrió?", "date"),
        ("Why did it close?", None),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str | None) -> None:
    assert expected(question) == kind


@pytest.mark.parametrize(
    ("sentence", "kind", "question", "offered"),
    [
        ("It has 300 rooms.", "number", "How many rooms has it?", True),
        ("It has many rooms.", "number", "How many rooms has it?", False),
        ("The 12 rooms are large.", "number", "How large are the 12 rooms?", False),
        ("It opened in May 1990.", "date", "When did it open?", True),
        ("It opened in 1990.", "date", "What else opened in 1990, and when?", False),
        ("The house was built by Ada Lovelace.", "name", "Who built the house?", True),
        ("Ada Lovelace lived there.", "name", "Who was Ada Lovelace?", False),
        ("Anything.", None, "Why?", False),
    ],
)
def test_only_something_new_is_an_offer(
    sentence: str, kind: str | None, question: str, offered: bool
) -> None:
    assert offers(sentence, kind, question) is offered  # type: ignore[arg-type]
