from functools import partial
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.sentences import sentences
from tests.clock import cpu_seconds


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    "parts",
    [
        ["Dr. Smith met J. K. Rowling in the U.S. on Jan. 5.", 'He said "Stop!"', "Then he left."],
        ["The U.S. Senate met at 5 p.m. Friday.", "It cost 3.5 million."],
        ["See No. 3 of the list.", "No.", "I do not."],
        ["She left the U.S.", "The president stayed."],
        ["It was Apple Inc. in 2004.", '"I am."', "(He is.)", "Yes."],
        ["“What?” he asked.", "She left…", "Maybe."],
        ["Founded in 1990.", "Closed in 12.", "5 people came."],
        ["He bought an iPhone.", "iPads came later."],
        ["Visit example.com or read v1.2.3 of it.", "Done."],
        ["Am 5. Mai 2020 war es z.B. kalt.", "Dann nicht."],
        ["First fact.[1]", "Second fact.[2][3]", "End."],
        ["Yahoo! is, e.g. by its name, odd.", "Really?!", "Yes."],
    ],
)
def test_running_text_falls_into_its_sentences(parts: list[str]) -> None:
    assert split(" ".join(parts)) == parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "# Heading\nText here.\n- item one\n- item two\nEnd",
            ["# Heading", "Text here.", "- item one", "- item two", "End"],
        ),
        ("1. Apple pie\n2. Pear tart. Good.", ["1. Apple pie", "2. Pear tart.", "Good."]),
        ("A title without a stop\n\nThen text.", ["A title without a stop", "Then text."]),
        (
            "It opens late in 2030. https://a.example/b www.c.example\nThe end.",
            ["It opens late in 2030.", "https://a.example/b www.c.example", "The end."],
        ),
        (
            "See www.a.example for more, e.g. https://b.example now.",
            ["See www.a.example for more, e.g. https://b.example now."],
        ),
        (
            "Slots a day:\nFrom | Slots\n3 November | 25\nthe second week | 24\nthen fewer.",
            ["Slots a day:", "From | Slots", "3 November | 25", "the second week | 24", "then fewer."],
        ),
        ("今日は晴れ。明日は雨！「本当？」はい。", ["今日は晴れ。", "明日は雨！", "「本当？」", "はい。"]),
        ("هل هذا صحيح؟ نعم هو.", ["هل هذا صحيح؟", "نعم هو."]),
        ("यह एक है। वह दो है।", ["यह एक है।", "वह दो है।"]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_layout_and_other_scripts_end_sentences_too(text: str, parts: list[str]) -> None:
    assert split(text) == parts


def test_lines_wrapped_at_a_margin_are_one_sentence() -> None:
    text = "The committee that met in the old town hall on\nTuesday agreed to publish the whole report. It\nwill."
    assert split(text) == [text[:90], text[91:]]


@given(st.text(alphabet=st.sampled_from("ab A1.!?\n\"')[] …。U.S-#")) | st.text())
def test_no_visible_character_is_lost_and_none_is_told_twice(text: str) -> None:
    spans = sentences(text)
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)


@pytest.mark.parametrize(
    "piece", ["word and more. Text, Mr. X ", "." * 27, '. "' * 9, "5. Mai ", "\n \n ", "[1" * 13, " " * 27]
)
def test_time_grows_in_step_with_the_text(piece: str) -> None:
    shorter, longer = (cpu_seconds(partial(sentences, piece * times)) for times in (4_000, 40_000))
    assert longer < 40 * max(shorter, 0.001)
