import pytest

from assistant.text.clauses import clauses


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("The ferry was closed.", ["The ferry was closed."]),
        ("The ferry was closed, and the boats lay idle.", ["The ferry was closed", "the boats lay idle."]),
        ("It rained and it snowed but nobody left", ["It rained", "it snowed", "nobody left"]),
        ("The mill – a ruin – was sold; it paid", ["The mill", "a ruin", "was sold", "it paid"]),
        ("It cost 1,200 crowns", ["It cost 1,200 crowns"]),
        ("5. Finally, it sank", ["Finally", "it sank"]),
        ("", []),
    ],
)
def test_a_sentence_has_the_clauses_between_its_commas_dashes_and_conjunctions(
    text: str, parts: list[str]
) -> None:
    assert [span.of(text) for span in clauses(text)] == parts
