"""What is shown of passages, articles, lists and exports, as markup or data."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.chat import Fate
from assistant.errors import UsageError
from assistant.interfaces.ui import article, export, passages, reading, rendering
from assistant.interfaces.ui.choices import Choices, in_force
from assistant.interfaces.ui.examples import examples
from assistant.interfaces.ui.questions import questions
from assistant.interfaces.ui.shelf import Wanted, listing
from assistant.interfaces.ui.why import day, why_in_words, why_not
from assistant.settings import Values
from assistant.state.conversations import Conversation
from assistant.state.database import Database
from assistant.state.exchange import Exchange
from assistant.state.preferences import Preferences
from assistant.text.spans import Span
from assistant.types import (
    Answered,
    Constraint,
    Document,
    Filters,
    Passage,
    Query,
    Retrieved,
    Rewritten,
    Why,
)
from tests.ui.scripted import DOCUMENTS, HOSTILE, PASSAGES, QUOTES, ScriptedArticles, doubtful, good, scene
from tests.ui.test_markup import seen


def ended(question: str = "When?", *, doubt: bool = False) -> Exchange:
    return (
        Exchange("t1", question)
        .after(Retrieved(PASSAGES))
        .after(Answered(doubtful(question) if doubt else good(question)))
    )


def plain(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup)


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=5))
def test_highlighting_keeps_every_character_and_marks_exactly_the_spans(
    body: str, pairs: list[tuple[int, int]]
) -> None:
    spans = [Span(min(a, b, len(body)), min(max(a, b), len(body))) for a, b in pairs]
    markup = reading.highlighted(body, spans)
    parsed = re.findall(r'<mark data-start="(\d+)" data-end="(\d+)">', markup)
    covered = {i for span in spans for i in range(*span)}
    assert {i for start, end in parsed for i in range(int(start), int(end))} == covered
    assert rendering.element("p", body) == f"<p>{re.sub(r'</?mark[^>]*>', '', markup)}</p>"


def test_an_article_is_paragraphs_with_marks_that_tell_their_place() -> None:
    document = DOCUMENTS[0]
    start = document.text.index(QUOTES[0])
    markup = article.article(document, [Span(start, start + len(QUOTES[0]))])
    assert f'<mark data-start="{start}" data-end="{start + len(QUOTES[0])}">{QUOTES[0]}</mark>' in markup
    assert markup.count("<p ") > 10
    seen(markup)


def test_a_quote_across_paragraphs_is_marked_in_each() -> None:
    document = Document("d", 1, "One two.\n\nThree four.\n\nFive.", "T", ("t.md",))
    assert re.findall(r"<mark[^>]*>([^<]*)</mark>", article.article(document, [Span(4, 15)])) == [
        "two.",
        "Three",
    ]


def test_markup_in_an_article_stays_text() -> None:
    document = Document("d", 1, HOSTILE, "<b>T</b>", ("t.md",))
    assert set(seen(article.article(document, [Span(10, 40)])).tags) <= {"p", "mark"}


def test_a_very_long_article_shows_the_part_around_its_quote() -> None:
    text = "word " * 200_000 + "the quote" + " word" * 200_000
    document = Document("d", 1, text, "T", ("t.md",))
    markup = article.article(document, [Span(1_000_000, 1_000_009)])
    assert ">the quote</mark>" in markup
    assert len(markup) < 1.1 * article.LONGEST
    assert "very long" in markup


@pytest.mark.parametrize(
    ("url", "quote", "link"),
    [
        ("https://a.example/x", "short quote", "https://a.example/x#:~:text=short%20quote"),
        ("https://a.example/x#part", "well-known, a", "https://a.example/x#part:~:text=well%2Dknown%2C%20a"),
        (
            "https://a.example/x",
            "a b c d e f g h i j k l",
            "https://a.example/x#:~:text=a%20b%20c%20d%20e,h%20i%20j%20k%20l",
        ),
        ("https://a.example/x", "", "https://a.example/x"),
        ("javascript:alert(1)", "q", None),
        (None, "q", None),
    ],
)
def test_the_original_page_opens_at_the_quote(url: str | None, quote: str, link: str | None) -> None:
    assert passages.original_link(url, quote) == link


def test_why_a_passage_is_here_is_said_in_words() -> None:
    why = Why(
        2,
        0.5,
        0.63,
        4.0,
        0.4,
        (("bridge", 1.0), ("collapse", 3.0)),
        ("published in 2024",),
        ("a", "b"),
        "through “Dali”",
        wordwise=0.71,
        wordwise_share=0.2,
    )
    assert why_in_words(why) == [
        "Place 2 of what was found.",
        "Shares these words with the question, the most telling first: collapse, bridge.",
        "Likeness of meaning 0.63 of 1; 40% of its place comes from that.",
        "Likeness word by word, each as it is meant there, 0.71 of 1; 20% of its place comes from that.",
        "Passes: published in 2024.",
        "Joined from 2 neighbouring passages.",
        "Found through another passage: through “Dali”.",
    ]


def test_why_an_article_was_not_used_is_said_in_words_for_each_stage_that_drops_it() -> None:
    june = Constraint("date", "in June 2024", Filters(after=date(2024, 6, 1), before=date(2024, 6, 30)))
    first, other = DOCUMENTS[0], replace(DOCUMENTS[0], id="other")
    exchange = Exchange("t", "When?").after(Retrieved(PASSAGES))
    restricted = exchange.after(Rewritten(Query("When?", "When?", constraints=(june,))))
    own = [replace(PASSAGES[0], why=Why(1, 0.2, 0.31, matched=(("bridge", 3.2),)))]

    def reasons(stage: Any, asked: Exchange = exchange, document: Document = other) -> list[str]:
        return why_not(asked, document, Fate("other", stage, "its best chunk came 34th"), own)

    assert reasons("filtered out", document=first) == ["It was used: passage 1."]
    assert reasons("filtered out") == ["Only chosen articles were asked, and it is not among them."]
    assert reasons("filtered out", restricted) == [
        "The question was restricted to “in June 2024”, and this article says Harbour Gazette · 26 March 2024."
    ]
    assert reasons("not found") == ["It was not found: its best chunk came 34th."]
    assert reasons("ranked too low") == [
        "It was found, but its best chunk came 34th.",
        "It lacks these words of the question, which the passages used have: collapse.",
        "Likeness of meaning 0.31 of 1; the best passage used has 0.71.",
    ]


def test_hostile_passages_stay_text_in_cards_strip_and_chips() -> None:
    hostile = Passage(
        1,
        "p",
        "d",
        1,
        HOSTILE,
        HOSTILE,
        0,
        len(HOSTILE),
        Why(1, 1.0),
        publisher=HOSTILE,
        url='javascript:"',
        also_in=(HOSTILE,),
    )
    exchange = Exchange("t", HOSTILE).after(Retrieved((hostile,)))
    for part in rendering.parts(exchange).values():
        found = seen(part)
        assert not {"img", "script", "style", "svg", "form", "video"} & set(found.tags)
        assert not [name for name, _ in found.attributes if name.startswith("on")]
        assert not [value for name, value in found.attributes if name == "href"]


def test_stream_history_and_export_show_the_same_text() -> None:
    exchange = ended()
    streamed = Exchange("t", "When?").after(Retrieved(PASSAGES))
    body = plain(rendering.parts(exchange)["answer"])
    assert "The bridge collapsed at 1:28 in the morning, after the ship had lost power twice[1]." in body
    assert body.strip() in plain(export.as_html(conversation(), [exchange]))
    assert rendering.parts(streamed)["answer"] != ""


def test_an_answer_in_another_language_says_so_on_the_page_and_in_every_export() -> None:
    note = "m was asked to answer in German, but answered in English."
    exchange = (
        Exchange("t1", "Wann?").after(Retrieved(PASSAGES)).after(Answered(replace(good("Wann?"), note=note)))
    )
    assert note in plain(rendering.parts(exchange)["answer"])
    assert note in plain(export.as_html(conversation(), [exchange]))
    assert "asked to answer in German" in export.as_markdown(conversation(), [exchange])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"ending": "cut"}, "The model stopped in the middle of the answer."),
        ({"ending": "length"}, "reached its longest length"),
        ({"refused": True, "missing": "who paid for it"}, "Missing: who paid for it"),
    ],
)
def test_that_an_answer_is_not_whole_and_what_it_lacks_is_told_on_the_page_and_in_every_export(
    change: dict[str, Any], told: str
) -> None:
    answer = replace(good("When?"), **change)
    exchange = Exchange("t1", "When?").after(Retrieved(PASSAGES)).after(Answered(answer))
    assert told in plain(rendering.parts(exchange)["answer"])
    assert told in plain(export.as_html(conversation(), [exchange]))
    assert told in export.as_markdown(conversation(), [exchange])


def test_what_comes_nearest_to_an_answer_is_told_wherever_a_refusal_is() -> None:
    exchange = Exchange("t1", "Who?").after(Retrieved(PASSAGES)).after(Answered(scene("unsure")))
    assert QUOTES[1] in plain(rendering.parts(exchange)["answer"])
    assert QUOTES[1] in plain(export.as_html(conversation(), [exchange]))
    assert QUOTES[1] in export.as_markdown(conversation(), [exchange])
    assert rendering.announcement(exchange).startswith("Perhaps not in these articles.")


def conversation() -> Conversation:
    return Conversation("c1", "When? <b>*bold*</b>", datetime(2024, 1, 2, tzinfo=UTC))


def test_an_export_as_json_is_the_answer_field_for_field() -> None:
    body: dict[str, Any] = json.loads(export.as_json(conversation(), [ended(doubt=True)]))
    assert (
        body["turns"][0]["answer"]["sentences"][1]["reason"] == "The passage says 10 June 2024, not 12 June."
    )
    assert body["turns"][0]["sources"][0]["link"].startswith("https://news.example/bridge/0#:~:text=")


def test_an_export_as_a_page_loads_and_runs_nothing() -> None:
    page = export.as_html(conversation(), [Exchange("t", HOSTILE).after(Answered(scene("hostile"))), ended()])
    assert "default-src 'none'" in unescape(page)
    assert "&lt;b&gt;*bold*" in page
    tags = re.findall(r"<([a-z0-9]+)", page)
    assert not {"img", "script", "svg", "form", "video", "iframe", "link"} & set(tags)


def test_an_export_as_markdown_keeps_hostile_text_from_becoming_markup() -> None:
    text = export.as_markdown(conversation(), [Exchange("t", HOSTILE).after(Answered(scene("hostile")))])
    assert "# When? \\<b\\>\\*bold\\*\\</b\\>" in text
    assert not re.search(r"(?<!\\)<(?!https://news)", text)
    assert not re.search(r"(?<!\\)!\[|(?<!\\)\]\(", text)


def test_doubts_are_told_to_screen_readers_and_in_every_export() -> None:
    exchange = ended(doubt=True)
    assert "No passage speaks of a cost." in export.as_markdown(conversation(), [exchange])
    assert "No passage speaks of a cost." in export.as_html(conversation(), [exchange])
    assert 'aria-label="not backed: No passage speaks of a cost."' in rendering.parts(exchange)["answer"]


@pytest.mark.parametrize("title", ["../../etc/passwd", 'a"b\r\nc', "Überblick 漢字", "漢字", ""])
def test_the_name_of_an_export_is_plain(title: str) -> None:
    assert re.fullmatch(
        r"[a-z0-9-]+\.md", export.file_name(Conversation("c", title, datetime.now(UTC)), "md")
    )


def test_the_list_of_articles_counts_and_searches() -> None:
    found = listing(ScriptedArticles(), Wanted(search="HARBOUR gaz"))
    assert (found["total"], found["found"]) == (3, 2)
    assert found["years"] == [[2024, 2]]
    assert found["publishers"] == [("Harbour Gazette", 2), ("Port Review", 1)]
    assert [p["state"] for p in found["problems"]] == ["skipped", "failed"]


class Mixed(ScriptedArticles):
    def documents(self) -> list[Document]:
        first, *rest = DOCUMENTS
        return [
            replace(first, published=date(1998, 1, 2), language="da"),
            *rest,
            replace(rest[0], published=None),
        ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(Wanted(year="1998"), 1), (Wanted(year="2024"), 2), (Wanted(language="en"), 3), (Wanted(year="1998", language="en"), 0)],
)  # fmt: skip
def test_the_list_is_narrowed_down_by_year_and_by_language(wanted: Wanted, found: int) -> None:
    shown = listing(Mixed(), wanted)
    assert shown["found"] == len(shown["rows"]) == found
    assert (shown["all_years"], shown["languages"]) == ([1998, 2024], [("en", 3), ("da", 1)])


def facts(text: str) -> Document:
    return Document("d", 1, text, "T", ("t.md",))


@pytest.mark.parametrize(
    ("text", "question"),
    [
        (
            "Bennu is a near-Earth asteroid that a probe visited. A piece of Bennu came back.",
            "Who or what is Bennu?",
        ),
        ("Katalin Karikó is a biochemist who was born in Hungary.", "Who is Katalin Karikó?"),
        (
            "The Kigali Amendment entered into force on 1 January 2019.",
            "What entered into force on 1 January 2019?",
        ),
        ("On 26 March 2024 a ship struck the bridge.", "What happened on 26 March 2024?"),
        (
            "The bridge was opened to traffic in 1977, after five years.",
            "When was the bridge opened to traffic?",
        ),
        (
            "The channel was closed to ships because the bridge lay in it.",
            "Why was the channel closed to ships?",
        ),
        ("The main channel was cleared to a width of 400 feet.", "What was cleared to a width of 400 feet?"),
        (
            "Hyun-Tak Kim is expected to present data at a meeting in March 2024.",
            "Who is expected to present data at a meeting in March 2024?",
        ),
    ],
)
def test_a_sentence_is_turned_into_a_question_that_it_answers(text: str, question: str) -> None:
    assert question in [found for found, _ in questions(facts(text))]


@pytest.mark.parametrize(
    "text",
    [
        "He was born in Paris in the year 1950.",
        "Was it?",
        "# Heading",
        "It reopened then.",
        "The bridge, which was old, fell.",
        "The former was licensed for sale in 2021.",
    ],
)
def test_a_sentence_that_does_not_stand_alone_makes_no_question(text: str) -> None:
    assert list(questions(facts(text))) == []


def test_a_question_is_offered_only_if_asking_it_finds_its_sentence_first() -> None:
    text = "Bennu is a near-Earth asteroid that a probe visited. A piece of Bennu came back."
    found = Passage(1, "p", "d", 1, "T", text, 0, len(text), Why(1, 1.0))
    assert examples([facts(text)], lambda _: [found]) == ["Who or what is Bennu?"]
    assert examples([facts(text)], lambda _: []) == []


def test_choices_fill_what_nothing_else_sets_and_are_put_in_force(tmp_path: Path) -> None:
    preferences = Preferences(Database(tmp_path / "s.sqlite3"))
    applied: list[int] = []
    choices = Choices(Values(model="given"), preferences, lambda: applied.append(choices.values().passages))
    choices.save({"passages": 4, "api_key": "sk-1"})
    assert applied == [4]
    assert in_force(Values(passages=9), preferences).passages == 9
    assert in_force(Values(), preferences).passages == 4
    assert choices.shown()["values"]["api_key"] is True
    assert choices.shown()["fixed"] == ["model"]
    choices.save({"api_key": ""})
    assert choices.shown()["values"]["api_key"] is False


@pytest.mark.parametrize(
    "changes", [{"model": "other"}, {"host": "0.0.0.0"}, {"passages": -1}, {"nonsense": 1}]
)
def test_what_is_set_elsewhere_unknown_or_wrong_is_refused_and_not_kept(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    preferences = Preferences(Database(tmp_path / "s.sqlite3"))
    with pytest.raises(UsageError):
        Choices(Values(model="given"), preferences, lambda: None).save(changes)
    assert preferences.all() == {}


def test_days_are_written_out() -> None:
    assert day(date(2024, 3, 6)) == "6 March 2024"
    assert day(None) == ""
