from assistant.text.spans import Span, trimmed


def test_a_span_reads_its_stretch_of_text() -> None:
    assert Span(4, 7).of("the cat sat") == "cat"


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert Span(0, 4).overlaps(Span(3, 5))


def test_shifting_moves_both_ends() -> None:
    assert Span(1, 2).shifted(10) == Span(11, 12)


def test_trimming_leaves_no_white_space_at_either_end() -> None:
    assert trimmed("  \n word \t", 0, 10).of("  \n word \t") == "word"
    assert trimmed("    ", 1, 3) == Span(3, 3)
