import pytest

from assistant.text.counts import counted


@pytest.mark.parametrize(
    ("number", "told"), [(0, "0 questions"), (1, "1 question"), (2, "2 questions"), (1200, "1,200 questions")]
)
def test_one_is_told_in_the_singular_and_thousands_are_set_apart(number, told):
    assert counted(number, "question") == told
