import pytest

from assistant.text.questions import asks_for_one, expected, is_yes_or_no, offers


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people live there?", "number"),
        ("What was the population of Warsaw?", "number"),
        ("When did it open?", "date"),
        ("In which year was it built?", "date"),
        ("In which years was it closed?", "date"),
        ("Who built it?", "name"),
        ("Where is it?", "name"),
        ("Wie viele Menschen leben dort?", "number"),
        ("¿Cuándo se abrió?", "date"),
        ("Why did it close?", None),
        ("To which port was it sailing when it lost power?", None),
        ("Had the owner paid when the cause was found?", None),
        ("How much did the sample weigh when it was opened?", "number"),
        ("What did the tanker pay?", "number"),
        ("What temperature is it heated to?", "number"),
        ("At what time of day did it sail?", "number"),
    ],
)
def test_what_a_question_asks_for(question: str, kind: str | None) -> None:
    assert expected(question) == kind


@pytest.mark.parametrize(
    ("sentence", "question", "offered"),
    [
        ("It has 300 rooms.", "How many rooms has it?", 1.0),
        ("It has 300 windows.", "How many rooms has it?", 0.5),
        ("It urged owners of 68 bridges.", "How many American bridges did investigators want checked?", 1.0),
        ("It is baked at 925 °C.", "What temperature is it heated to?", 1.0),
        ("It sailed at 6:04 p.m.", "At what time of day did it sail?", 1.0),
        ("It has many rooms.", "How many rooms has it?", 0.0),
        ("The 12 rooms are large.", "How large are the 12 rooms?", 0.0),
        ("The sample weighs 121.6 grams.", "How much of it was in the capsule?", 1.0),
        ("The capsule landed on 24 September 2023.", "How much of it was in the capsule?", 0.0),
        ("The toll was 2 million dollars.", "How much did the tanker pay?", 1.0),
        ("It waited 21 days.", "How much did the tanker pay?", 0.5),
        ("It waited 21 days.", "How long did the tanker wait?", 1.0),
        ("It opened in May 1990.", "When did it open?", 1.0),
        ("It opened in 1990.", "When did what opened in 1990 close?", 0.0),
        ("The house was built by Ada Lovelace.", "Who built the house?", 1.0),
        ("Ada Lovelace lived there.", "Who was Ada Lovelace?", 0.0),
        ("Anything.", "Why?", 0.0),
    ],
)
def test_only_something_new_of_the_right_kind_is_an_offer(
    sentence: str, question: str, offered: float
) -> None:
    assert offers(sentence, question) == offered


@pytest.mark.parametrize(
    ("question", "one"),
    [
        ("Under which law is it closed?", True),
        ("What sentence did he get?", True),
        ("Whose room was it?", True),
        ("What did they say of the law which closed it?", False),
        ("What is it?", False),
        ("Why did it close?", False),
        ("Is it closed?", False),
    ],
)
def test_which_one_of_a_kind_is_asked_for(question: str, one: bool) -> None:
    assert asks_for_one(question) is one


def test_what_begins_with_an_auxiliary_asks_whether_it_is_so() -> None:
    assert is_yes_or_no("Did it close?")
    assert is_yes_or_no("Between 2021 and 2023, was there a strike?")
    assert not is_yes_or_no("In 2022, which port was it?")
    assert not is_yes_or_no("When did it close?")
    assert not is_yes_or_no("Island which closed?")
