"""Books, OpenDocument and rich text."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.errors import DocumentError
from assistant.ingest.parse import parse
from tests.ingest import made

CONTAINER = b'<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
PACKAGE = b"""<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:opf="http://www.idpf.org/2007/opf">
<metadata><dc:title>Tides</dc:title><dc:creator>Estuary Trust</dc:creator><dc:publisher>Pier Press</dc:publisher>
<dc:date opf:event="modification">2025-01-01</dc:date><dc:date>2024-03-02</dc:date><dc:language>en-GB</dc:language></metadata>
<manifest><item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="b" href="text/two%20.xhtml" media-type="application/xhtml+xml"/><item id="a" href="text/one.xhtml" media-type="application/xhtml+xml"/></manifest>
<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>"""


def chapter(title: str, text: str) -> bytes:
    return f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>{title}</title></head><body><h2>{title}</h2><p>{text}</p></body></html>'.encode()


def book() -> dict[str, bytes]:
    return {
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": PACKAGE,
        "OEBPS/nav.xhtml": chapter("Contents", "One, two."),
        "OEBPS/text/two .xhtml": chapter("Floods", "They come."),
        "OEBPS/text/one.xhtml": chapter("Causes", "The moon pulls."),
    }


def test_a_book_is_one_article_of_its_chapters_in_order() -> None:
    (article,) = parse(made.zipped(book()), "tides.epub").articles
    assert article.text == "Causes\n\nThe moon pulls.\n\nFloods\n\nThey come."
    assert [section.label for section in article.sections] == ["Causes", "Floods"]
    assert (article.title, article.author, article.publisher) == ("Tides", "Estuary Trust", "Pier Press")
    assert (article.published, article.provenance["published"]) == (date(2024, 3, 2), "EPUB metadata")


def test_a_book_that_lacks_a_chapter_fails_by_its_name() -> None:
    members = {name: data for name, data in book().items() if "one" not in name}
    with pytest.raises(DocumentError, match=r"lacks its part 'OEBPS/text/one\.xhtml'"):
        parse(made.zipped(members), "tides.epub")


ODT = b"""<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"><office:body><office:text><text:tracked-changes><text:p>Deleted.</text:p></text:tracked-changes>
<text:p text:style-name="Title">Tides</text:p><text:h text:outline-level="2">Causes</text:h>
<text:p><draw:frame><svg:title>A picture</svg:title><svg:desc>of the moon</svg:desc></draw:frame><draw:frame><draw:text-box><text:p>Full moon</text:p></draw:text-box></draw:frame>The moon<text:s/>pulls<text:note text:note-class="footnote"><text:note-citation> 1\xe2\x80\xae</text:note-citation><text:note-body><text:p>So says</text:p><text:p>the almanac.</text:p></text:note-body></text:note>.</text:p>
<text:list><text:list-item><text:p>spring</text:p></text:list-item><text:list-item><text:p>neap</text:p></text:list-item></text:list>
<table:table><table:table-row><table:table-cell><text:p>High</text:p></table:table-cell><table:table-cell><text:p>Low</text:p></table:table-cell></table:table-row></table:table>
</office:text></office:body></office:document-content>"""


def test_open_document_text_keeps_headings_lists_and_tables() -> None:
    data = made.zipped(
        {
            "mimetype": b"application/vnd.oasis.opendocument.text",
            "content.xml": ODT,
            "META-INF/manifest.xml": b"<m/>",
        }
    )
    (article,) = parse(data, "tides.odt").articles
    assert (
        article.text
        == "Tides\n\nCauses\n\nThe moon pulls.\n\nNote 1: So says the almanac.\n\nFull moon\n\n- spring\n- neap\n\nHigh | Low"
    )
    labels = [section.label for section in article.sections]
    assert labels == [None, "Causes", "Causes › Note 1", "Causes"]
    noted = article.sections[2]
    assert article.text[noted.start : noted.end].strip() == "Note 1: So says the almanac."


RTF = (
    rb"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}}{\info{\title Tides}{\author Estuary Trust}{\creatim\yr2020}}"
    rb"{\*\generator Writer 1;}{\header Page head}\pard\b The moon\b0  pulls: caf\'e9, \u8364?5, \u-10178?\u-8828? and \{braces\}.\par"
    b"\r\n"
    rb"{\field{\*\fldinst HYPERLINK http://x.example}{\fldrslt a link}}\emdash it\rquote s so.\par {\pict 89504e47}}"
)


def test_rich_text_gives_its_words() -> None:
    (article,) = parse(RTF, "tides.rtf").articles
    assert article.text == "The moon pulls: café, €5, 🦄 and {braces}.\n\na link—it’s so."
    assert (article.title, article.author, article.published) == ("Tides", "Estuary Trust", None)


def test_rich_text_nested_beyond_reason_is_read() -> None:
    data = rb"{\rtf1 " + b"{" * 200_000 + b"Seals." + b"}" * 200_000 + b"}"
    assert parse(data, "a.rtf").articles[0].text == "Seals."


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (rb"\ansicpg936", rb"\'d3\'a1\'cb\'a2", "印刷"),
        (rb"\ansicpg932", rb"\'8aC\'97m", "海洋"),
        (rb"\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset204 Arial;}}", rb"\f1\'cc\'ee\'f0\'e5\f0  caf\'e9", "Море café"),
        (rb"\ansicpg936\uc2", rb"\u21360\'d3\'a1\u21047\'cb\'a2", "印刷"),
    ],
    ids=["two bytes a character", "the second byte a letter", "a font of another alphabet", "stand-ins of two bytes"],
)  # fmt: skip
def test_rich_text_is_read_in_the_encoding_of_its_font(head: bytes, body: bytes, text: str) -> None:
    data = rb"{\rtf1\ansi" + head + rb"\pard " + body + rb"\par}"
    assert parse(data, "a.rtf").articles[0].text == text


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOTED = f"""<w:document {W}><w:body><w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr><w:r><w:t>Causes</w:t></w:r></w:p>
<w:p><w:r><w:t>The moon pulls</w:t></w:r><w:r><w:endnoteReference w:id="2"/></w:r><w:r><w:t> and the sun helps</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>.</w:t></w:r>
<w:del><w:r><w:footnoteReference w:id="3"/></w:r></w:del></w:p><w:p><w:r><w:t>So it has been known for long.</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>High</w:t><w:footnoteReference w:id="4"/></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Low</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>"""
STYLES = f"""<w:styles {W}><w:style w:styleId="H1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="H2"><w:name w:val="heading 1"/></w:style></w:styles>"""
FOOTNOTES = f"""<w:footnotes {W}><w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> By 46 percent.</w:t></w:r></w:p><w:p><w:r><w:t>More at new moon.</w:t></w:r></w:p></w:footnote>
<w:footnote w:id="3"><w:p><w:r><w:t>Deleted with its mark.</w:t></w:r></w:p></w:footnote><w:footnote w:id="4"><w:p><w:r><w:t>In metres.</w:t></w:r></w:p></w:footnote></w:footnotes>"""
ENDNOTES = f"""<w:endnotes {W}><w:endnote w:id="2"><w:p><w:r><w:t>So says the almanac.</w:t></w:r></w:p></w:endnote></w:endnotes>"""


def test_word_notes_stand_after_what_calls_for_them_and_are_named_in_the_locator() -> None:
    parts = {"document": NOTED, "styles": STYLES, "footnotes": FOOTNOTES, "endnotes": ENDNOTES}
    members = {f"word/{name}.xml": text.encode() for name, text in parts.items()}
    (article,) = parse(made.zipped({"[Content_Types].xml": b"<Types/>"} | members), "tides.docx").articles
    assert article.text == (
        "Causes\n\nThe moon pulls and the sun helps.\n\nNote 1: So says the almanac.\n\n"
        "Note 2: By 46 percent. More at new moon.\n\nSo it has been known for long.\n\nHigh | Low\n\nNote 3: In metres."
    )
    for section in article.sections:
        stretch = article.text[section.start : section.end]
        assert stretch.startswith("Note") == (section.label or "").startswith("Note")
    assert [section.label for section in article.sections] == [None, "Note 1", "Note 2", None, "Note 3"]
