import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.normalise import find, fold, normalise

awkward = st.text(
    alphabet=st.sampled_from("aéßक्र\u200d\u200c👩🏽ﬁ \t\n\r\u00a0\u0301\u200b\u202e\U000e0041\ufe0f“”—İ中")
)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("e\u0301te\u0301", "été"),
        ("pay\u200bload\u2060", "payload"),
        ("safe\U000e0069\U000e0067 text", "safe text"),
        ("abc\u202edef\u202c", "abcdef"),
        ("x\x1b[31my\x00", "x[31my"),
        ("lone \ud800surrogate", "lone surrogate"),
        ("soft\u00adhyphen", "softhyphen"),
        ("wide\u00a0blank", "wide blank"),
        ("end  \t\nnext ", "end\nnext"),
        ("a\n\n\n\n\nb", "a\n\nb"),
        ("a\n \n \nb", "a\n\nb"),
        ("heart\ufe0f", "heart"),
    ],
)
def test_normalising(written: str, kept: str) -> None:
    assert normalise(written) == kept


def test_joiners_stay_where_a_script_needs_them_and_nowhere_else() -> None:
    assert normalise("می\u200cخواهم") == "می\u200cخواهم"
    assert normalise("👩\u200d🔬") == "👩\u200d🔬"
    assert normalise("pass\u200dword \u200c") == "password"


@given(awkward | st.text())
def test_normalising_twice_changes_nothing(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(awkward | st.text(), st.data())
def test_every_folded_stretch_leads_back_into_the_original(text: str, data: st.DataObject) -> None:
    folded = fold(text)
    assert len(folded.offsets) == len(folded.text) + 1
    if folded.text:
        start = data.draw(st.integers(0, len(folded.text) - 1))
        end = data.draw(st.integers(start + 1, len(folded.text)))
        span = folded.original(start, end)
        assert 0 <= span.start < span.end <= len(text)
        assert fold(folded.text[start:end]).text in fold(span.of(text)).text


@pytest.mark.parametrize(
    ("quote", "text", "found"),
    [
        ("the cat", "See the cat run.", "the cat"),
        ("“It's on,” she said", 'Then: "It’s on," she said.', '"It’s on," she said'),
        ("1990-1995", "from 1990–1995.", "1990–1995"),
        ("cafe au lait", "A Café  au\nlait!", "Café  au\nlait"),
        ("strasse", "Die Straße hier", "Straße"),
        ("THE END", "to the end", "the end"),
    ],
)
def test_a_quote_is_found_whatever_its_typography(quote: str, text: str, found: str) -> None:
    span = find(quote, text)
    assert span is not None
    assert span.of(text) == found


def test_an_exact_match_wins_over_an_earlier_tolerant_one() -> None:
    text = "the End. The End."
    assert find("The End", text) == (9, 16)


@pytest.mark.parametrize("quote", ["", "  \n", "not there", "\u0301"])
def test_what_is_not_there_is_not_found(quote: str) -> None:
    assert find(quote, "Some text.") is None
