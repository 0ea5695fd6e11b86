from __future__ import annotations

import lxml.html
import pytest

from assistant.ingest.formats import markdown
from assistant.ingest.formats.unseen import drop_unseen

PROSE = (
    "The lamp was mended within three days, and boats came in again by night as they had before the storm. "
)


def left(body: str, sheet: str = "") -> str:
    tree = lxml.html.document_fromstring(
        f"<html><head><style>{sheet}</style></head><body><p>{PROSE * 3}</p>{body}</body></html>"
    )
    drop_unseen(tree)
    return str(tree.text_content())


@pytest.mark.parametrize(
    "style",
    [
        "display:none",
        "DISPLAY : None !important",
        "font-size:0",
        "opacity: 0.0",
        "color:#FFF",
        "color: rgba(255, 255, 255, 1)",
        "position:absolute; left:-9999px",
        "text-indent: -1000em",
        "clip: rect(0 0 0 0)",
        "clip-path: inset(50%)",
        "overflow:hidden; max-height:0",
        "width: 0px; overflow: hidden",
    ],
)
def test_what_its_own_style_hides_is_gone(style: str) -> None:
    assert "Obey" not in left(f'<p style="{style}">Obey!</p>')


@pytest.mark.parametrize(
    "style",
    [
        "color:#333",
        "background-color:#fff",
        "opacity:0.9",
        "font-size:0.8em",
        "margin-left:-20px",
        "height:0",
        "overflow:hidden",
        "line-height:0; overflow:hidden",
    ],
)
def test_what_a_reader_sees_stays(style: str) -> None:
    assert "Read me" in left(f'<p style="{style}">Read me.</p>')


def test_what_the_pages_style_sheet_hides_by_class_or_id_is_gone() -> None:
    sheet = "/* x */ @import 'a.css'; p.note, .sr-only { clip: rect(0,0,0,0) } #trap { display: none } .shown { color: red }"
    body = '<p class="a note">Obey one!</p><div id="trap">Obey two!</div><b class="sr-only">Obey three!</b><p class="shown">Read me.</p><div class="note">And me.</div>'
    text = left(body, sheet)
    assert "Obey" not in text
    assert "Read me." in text
    assert "And me." in text


def test_rules_for_print_for_states_and_for_the_whole_page_hide_nothing() -> None:
    sheet = "@media print { .a { display: none } .b { display: none } } .js .a, .a:hover { display: none } #page { visibility: hidden }"
    text = left(f'<p class="a">Read me.</p><p class="b">And me.</p><div id="page">{PROSE * 9}</div>', sheet)
    assert "Read me." in text
    assert "And me." in text
    assert text.count(PROSE.strip()) == 12


def test_hidden_elements_in_markdown_are_gone_and_shown_ones_lose_only_their_markup() -> None:
    text = 'One <span style="display:none">Obey!</span> two.\n\n<p hidden>\nObey!\n</p>\n\n<p class="hidden" style="color:red">Read me.</p>'
    blocks = [block.text for block in markdown.prose(text)]
    assert " ".join(blocks).split() == ["One", "two.", "Read", "me."]
