from __future__ import annotations

from pathlib import Path

import pytest

from assistant.state.conversations import TITLE, Conversations
from assistant.state.database import Database, StateError
from assistant.state.exchange import Exchange
from assistant.types import (
    Answer,
    Answered,
    Citation,
    Delta,
    Failed,
    Passage,
    Query,
    Retrieved,
    Sentence,
    Why,
)

PASSAGE = Passage(1, "d:1:0-20", "d", 1, "Bridge", "The bridge fell down", 0, 20, Why(1, 1.0))
CITED = Citation(1, "The bridge fell down", 0, 20, "supported", 0.9)


def answered(id: str, question: str, text: str = "The bridge fell down [1]") -> Exchange:
    sentence = Sentence(text, 0, len(text), "supported", citations=(CITED,))
    answer = Answer(question, Query(question, question), text, (sentence,), (PASSAGE,))
    return Exchange(id, question).after(Answered(answer))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "state.sqlite3")


def test_a_conversation_is_there_again_after_a_restart(tmp_path: Path) -> None:
    with Database(tmp_path / "state.sqlite3") as first:
        begun = Conversations(first).begin("What fell?")
        kept = answered("e1", "What fell?")
        Conversations(first).keep(begun.id, kept, 0)
    with Database(tmp_path / "state.sqlite3") as second:
        conversations = Conversations(second)
        assert [c.title for c in conversations.newest()] == ["What fell?"]
        assert conversations.exchanges(begun.id) == [kept]


def test_a_failure_is_kept_with_its_passages_and_its_hint(database: Database) -> None:
    conversations = Conversations(database)
    begun = conversations.begin("What fell?")
    failed = Exchange("e1", "What fell?").after(
        Failed("What fell?", "it is down", "start it", (PASSAGE,), "The")
    )
    conversations.keep(begun.id, failed, 0)
    assert conversations.exchanges(begun.id) == [failed]


def test_asking_again_replaces_the_answer_and_what_followed_from_it(database: Database) -> None:
    conversations = Conversations(database)
    begun = conversations.begin("one")
    for place, id in enumerate(("e1", "e2", "e3")):
        conversations.keep(begun.id, answered(id, id), place)
    conversations.keep(begun.id, answered("e4", "other"), 1)
    assert [e.id for e in conversations.exchanges(begun.id)] == ["e1", "e4"]


def test_the_newest_comes_first_and_search_looks_into_titles_questions_and_answers(
    database: Database,
) -> None:
    conversations = Conversations(database)
    first, second = conversations.begin("About bridges"), conversations.begin("About ozone")
    conversations.keep(second.id, answered("e1", "Which gas?", "100% chlorine_gas [1]"), 0)
    conversations.keep(first.id, answered("e2", "Which ship?"), 0)
    assert [c.id for c in conversations.newest()] == [first.id, second.id]
    assert [c.id for c in conversations.newest("OZONE")] == [second.id]
    assert [c.id for c in conversations.newest("which gas")] == [second.id]
    assert [c.id for c in conversations.newest("100% chlorine_")] == [second.id]
    assert conversations.newest("1000% chlorine") == []


def test_a_deleted_conversation_is_gone_and_can_be_brought_back_until_it_is_purged(
    database: Database,
) -> None:
    conversations = Conversations(database)
    begun = conversations.begin("one")
    conversations.keep(begun.id, answered("e1", "one"), 0)
    assert conversations.delete(begun.id)
    assert conversations.newest() == []
    assert conversations.exchanges(begun.id) == []
    assert conversations.restore(begun.id)
    assert len(conversations.exchanges(begun.id)) == 1
    conversations.delete(begun.id)
    assert conversations.purge() == 1
    assert not conversations.restore(begun.id)


def test_nobody_sees_or_changes_what_another_owns(database: Database) -> None:
    mine, yours = Conversations(database, "me"), Conversations(database, "you")
    begun = mine.begin("secret")
    mine.keep(begun.id, answered("e1", "secret"), 0)
    assert yours.newest() == []
    assert yours.find(begun.id) is None
    assert yours.exchanges(begun.id) == []
    assert not yours.rename(begun.id, "x")
    assert not yours.delete(begun.id)


def test_a_long_question_makes_a_title_cut_at_a_word_and_a_title_is_never_empty(database: Database) -> None:
    conversations = Conversations(database)
    begun = conversations.begin("word " * 60)
    assert len(begun.title) <= TITLE
    assert begun.title.endswith("word…")
    assert not conversations.rename(begun.id, "  ")
    assert conversations.rename(begun.id, " new \n title ")
    assert conversations.newest()[0].title == "new title"


def test_the_file_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    with Database(tmp_path / "deep" / "state.sqlite3"):
        assert (tmp_path / "deep" / "state.sqlite3").stat().st_mode & 0o077 == 0


def test_a_damaged_file_and_one_of_a_newer_release_are_named(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite3"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StateError, match=r"state\.sqlite3"):
        Database(path)
    newer = tmp_path / "newer.sqlite3"
    with Database(newer) as database:
        database.change("PRAGMA user_version = 99")
    with pytest.raises(StateError, match="newer release"):
        Database(newer)


def test_an_exchange_grows_event_by_event_and_tells_its_state() -> None:
    exchange = Exchange("e", "q")
    assert exchange.state == "searching"
    exchange = exchange.after(Retrieved((PASSAGE,)))
    assert exchange.state == "writing"
    exchange = exchange.after(Delta("The ")).after(Delta("bridge"))
    assert exchange.draft == "The bridge"
    failed = exchange.after(Failed("q", "down", ""))
    assert failed.state == "failed"
    assert failed.passages == (PASSAGE,)
    assert failed.draft == "The bridge"
    assert failed.turn() is None
    assert answered("e", "q").state == "answered"


def test_a_follow_up_builds_on_the_passages_that_were_cited() -> None:
    turn = answered("e", "What fell?").turn()
    assert turn is not None
    assert turn.passage_ids == ("d:1:0-20",)
