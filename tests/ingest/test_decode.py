from __future__ import annotations

import codecs

import pytest

from assistant.ingest.article import Skipped
from assistant.ingest.decode import decode
from assistant.ingest.parse import parse

RUSSIAN = (
    "Тюлени вернулись на отмель весной и остались там до осенних бурь, сообщила группа наблюдения в пятницу. "
    * 4
)
JAPANESE = (
    "アザラシは春に砂州へ戻り、秋の嵐まで留まったと調査隊は金曜日に述べた。河口の三つの砂州で四十一頭が数えられた。"
    * 4
)
KOREAN = "물범은 봄에 모래톱으로 돌아와 가을 폭풍이 올 때까지 머물렀다고 조사단이 금요일에 밝혔다. " * 4
FRENCH = "Les phoques sont revenus sur le banc au printemps, après vingt ans d’absence, a déclaré l’équipe « avec joie ». "


@pytest.mark.parametrize(
    "mark", [codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE]
)
def test_a_byte_order_mark_is_believed_and_not_kept(mark: bytes) -> None:
    name = {3: "utf-8", 4: "utf-32-le"}.get(len(mark)) or (
        "utf-16-le" if mark == codecs.BOM_UTF16_LE else "utf-16-be"
    )
    assert decode(mark + FRENCH.encode(name)) == (FRENCH, None)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (FRENCH, "utf-8"), (FRENCH, "cp1252"), ("Grüße aus Köln, sagte sie am Freitag. ", "latin-1"), (FRENCH, "utf-16-le"), (FRENCH, "utf-16-be"),
        (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (JAPANESE, "shift_jis"), (JAPANESE, "euc-jp"), (KOREAN, "euc-kr"),
    ],
)  # fmt: skip
def test_text_is_read_in_the_encoding_it_was_written_in(text: str, name: str) -> None:
    found = decode(text.encode(name))
    assert found.text == text
    assert (found.warning is None) == name.startswith("utf")


def test_a_declared_encoding_is_used_unless_nobody_knows_it() -> None:
    assert decode("Grüße".encode("cp1252"), declared="windows-1252") == ("Grüße", None)
    assert decode("Grüße".encode("cp1252"), declared="klingon-8").text == "Grüße"
    assert decode("Grüße".encode(), declared="windows-1252").text == "Grüße"


def test_an_encoding_of_seven_bits_is_known_by_its_declaration_alone() -> None:
    assert decode(JAPANESE.encode("iso2022_jp"), declared="iso-2022-jp") == (JAPANESE, None)


def test_characters_that_cannot_be_read_are_counted() -> None:
    found = decode(("Grüße " * 50).encode() + b"\xff\xfe\xff")
    assert found.text.startswith("Grüße Grüße")
    assert found.warning == "3 characters could not be read as utf-8; save it as UTF-8"


def test_a_stray_nul_is_text_and_a_program_is_not() -> None:
    assert decode(b"Seals\x00 came back.").text == "Seals\x00 came back."
    with pytest.raises(Skipped, match="binary"):
        decode(bytes(range(256)) * 4)


def test_no_control_or_surrogate_reaches_an_article() -> None:
    row = b'{"title": "Seals", "body": "They \\u0000came\\ud800 back.\\u0007"}'
    (article,) = parse(row, "a.jsonl").articles
    assert article.text == "They came back."
    article.text.encode()
