from __future__ import annotations

import re
import time
from html.parser import HTMLParser

import pytest

from assistant.interfaces.ui.html import Html, element, text
from assistant.interfaces.ui.markup import LONGEST, Stretch, safe_link, to_html
from tests.ui.scripted import HOSTILE

ALLOWED = {
    "p",
    "strong",
    "em",
    "s",
    "code",
    "pre",
    "ul",
    "ol",
    "li",
    "blockquote",
    "br",
    "hr",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "a",
    "span",
    "button",
    "i",
}


class Seen(HTMLParser):
    """Collects every tag and attribute, and fails on a tag that closes in the wrong place."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("br", "hr"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("br", "hr")
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag


def seen(markup: str) -> Seen:
    found = Seen()
    found.feed(markup)
    found.close()
    assert found.open == []
    return found


def marker(number: int, sentence: int | None) -> Html:
    return element("button", str(number), data_sentence=sentence)


@pytest.mark.parametrize(
    "hostile",
    [
        *[line for line in HOSTILE.split("\n") if line],
        HOSTILE,
        "![a](data:image/svg+xml;base64,AAAA)",
        "[a](javascript:alert(1)) [b](vbscript:x) [c](data:text/html,x) [d](//evil.test) [e](/gradio_api/file=/etc/passwd)",
        "<http://evil.test> http://evil.test www.evil.test",
        "[x][1]\n\n[1]: http://evil.test",
        "<details open ontoggle=alert(1)>",
        "<a href='x' onclick=alert(1)>x</a>",
        "```html\n<img src=x>\n```",
        '```" onmouseover="alert(1)\nx\n```',
        "[a](http://ok.test/ \"x' onmouseover='alert(1)\")",
        "$$\\href{javascript:alert(1)}{x}$$",
        "&lt;img src=x onerror=alert(1)&gt; &#60;script&#62;",
        "⸨0⸩<b>⸨⸩ ⸨99⸩",
        "<" * 500 + ">" * 500,
    ],
)  # fmt: skip
def test_nothing_in_an_answer_becomes_a_tag_an_address_or_a_handler(hostile: str) -> None:
    found = seen(to_html(hostile, links=["http://ok.test/"], marker=marker))
    assert set(found.tags) <= ALLOWED
    for name, value in found.attributes:
        assert name in {
            "dir",
            "class",
            "tabindex",
            "data-sentence",
            "start",
            "style",
            "href",
            "target",
            "rel",
        }
        assert name != "href" or value == "http://ok.test/"
        assert name != "style" or re.fullmatch(r"text-align:(left|right|center)", value or "")


def test_every_prefix_of_a_hostile_answer_is_as_harmless_as_the_whole() -> None:
    for end in range(0, len(HOSTILE), 7):
        assert set(seen(to_html(HOSTILE[:end], marker=marker)).tags) <= ALLOWED


def test_a_link_lives_only_if_the_passages_name_its_address() -> None:
    known = "https://news.example/a?b=1&c=ü"
    assert seen(to_html(f"[here]({known})", links=[known])).tags == ["p", "a"]
    assert seen(to_html(f"[here]({known})")).tags == ["p"]
    assert "[here]" in to_html(f"[here]({known})")
    assert seen(to_html("[x](javascript:alert(1))", links=["javascript:alert(1)"])).tags == ["p"]


def test_invisible_characters_are_gone() -> None:
    assert "\u202e" not in to_html("safe\u202etxt.exe \U000e0041hidden \u200bx")


def test_numbers_in_brackets_become_buttons_and_unknown_ones_vanish() -> None:
    known = lambda number, _: element("button", str(number)) if number < 3 else Html()  # noqa: E731
    assert to_html("A [1] b [1, 2] c [9] d[2].", marker=known) == (
        '<p dir="auto"><span class="keep">A<button>1</button></span> '
        '<span class="keep">b<button>1</button><button>2</button></span> c <span class="keep">d<button>2</button>.</span></p>\n'
    )


def test_numbers_in_code_stay_text() -> None:
    assert "<button" not in to_html("`a[1]`\n\n```\nb[2]\n```", marker=marker)


SENTENCE = Html('<span class="s">')


def marked(answer: str, *quotes: str) -> str:
    stretches = [
        Stretch(answer.index(q), answer.index(q) + len(q), SENTENCE, Html("<i>!</i>")) for q in quotes
    ]
    result = to_html(answer, stretches=stretches, marker=marker)
    seen(result)
    return result


def test_a_sentence_is_wrapped_and_followed_by_its_flag() -> None:
    assert marked("One is. Two is [1].", "Two is [1].") == (
        '<p dir="auto">One is. <span class="s">Two <span class="keep">is<button data-sentence="0">1</button>.</span></span><i>!</i></p>\n'
    )


@pytest.mark.parametrize(
    ("answer", "sentence", "tags"),
    [
        ("**Bold one.** Next.", "Bold one.", {"strong"}),
        ("**Bold one. Bold two.** Next.", "Bold two.", {"strong"}),
        ("Text **bold.** more", "Text **bold.**", {"strong"}),
        ("- item one\n- item two", "- item two", {"ul", "li"}),
        ("1. first thing\n2. second thing", "second thing", {"ol", "li"}),
        ("# Heading here\n\nText.", "# Heading here", {"p"}),
        ("> quoted words.", "quoted words.", {"blockquote"}),
        ("| a | b |\n|---|---|\n| c | d |", "| c | d |", {"table", "td"}),
        ("Before `code` after.", "Before `code` after.", {"code"}),
        ("One para.\n\nTwo para.", "One para.\n\nTwo para.", {"p"}),
    ],
)
def test_marking_a_sentence_does_not_change_how_markdown_reads_it(
    answer: str, sentence: str, tags: set[str]
) -> None:
    plain, wrapped = seen(to_html(answer)), seen(marked(answer, sentence))
    assert tags <= set(plain.tags)
    assert [t for t in wrapped.tags if t not in ("span", "i")] == plain.tags
    assert "span" in wrapped.tags


def test_a_fence_is_never_broken_by_a_mark() -> None:
    answer = "```\ncode\n```"
    assert seen(marked(answer, answer)).tags == ["pre", "code"]


def test_a_table_of_which_every_line_is_marked_is_still_a_table() -> None:
    lines = ["| a | b |", "|---|:-:|", "| c | d |"]
    starts = [0, 10, 20]
    stretches = [
        Stretch(at, at + len(line), Html('<span class="s">'), Html())
        for at, line in zip(starts, lines, strict=True)
    ]
    found = seen(to_html("\n".join(lines), stretches=stretches))
    assert [tag for tag in found.tags if tag != "span"] == [
        "table",
        "thead",
        "tr",
        "th",
        "th",
        "tbody",
        "tr",
        "td",
        "td",
    ]
    assert "span" in found.tags


def test_a_monstrous_answer_is_cut_with_a_note_and_in_good_time() -> None:
    started = time.perf_counter()
    result = to_html("[" * (LONGEST + 5000))
    assert "too long to show" in result
    to_html("> " * 50_000)
    to_html("*a " * 30_000)
    # Seconds of a busy machine; without the cap and the nesting limit these take minutes.
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize(
    "url",
    [
        "javascript:x",
        "//evil.test",
        "/gradio_api/file=x",
        "data:text/html,x",
        "",
        None,
        "http://",
        "http://[bad",
    ],
)
def test_only_a_web_address_is_a_safe_link(url: str | None) -> None:
    assert safe_link(url) is None


def test_text_is_escaped_and_markup_is_not() -> None:
    assert element("p", "<b>", element("i", '"'), title='"><script>') == (
        '<p title="&quot;&gt;&lt;script&gt;">&lt;b&gt;<i>&quot;</i></p>'
    )
    assert text(Html("<b>")) == "<b>"
