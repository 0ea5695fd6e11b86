from __future__ import annotations

import stat
import time
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.state import people as module
from assistant.state.conversations import Conversations
from assistant.state.database import Database
from assistant.state.people import People, Person
from assistant.state.preferences import Preferences

PASSWORD = "a long password"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "state.sqlite3")


@pytest.fixture
def people(database: Database) -> People:
    found = People(database)
    found.add("ada", PASSWORD, manager=True)
    return found


def test_whoever_knows_the_password_gets_a_session(people: People) -> None:
    session = people.sign_in("ada", PASSWORD)
    assert session is not None
    assert people.whose(session) == Person("ada", True)
    assert people.sign_in("ada", "another password") is None
    assert people.sign_in("eve", PASSWORD) is None
    assert people.whose("") is None


def test_neither_password_nor_session_can_be_read_in_the_file(people: People, tmp_path: Path) -> None:
    session = people.sign_in("ada", PASSWORD)
    assert session is not None
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert PASSWORD.encode() not in written
    assert session.encode() not in written
    assert stat.S_IMODE((tmp_path / "state.sqlite3").stat().st_mode) == 0o600


def test_a_new_password_and_signing_out_end_sessions(people: People) -> None:
    one, other = people.sign_in("ada", PASSWORD), people.sign_in("ada", PASSWORD)
    assert one is not None
    assert other is not None
    people.sign_out(one)
    assert people.whose(one) is None
    assert people.set_password("ada", "a newer password")
    assert people.whose(other) is None
    assert people.sign_in("ada", PASSWORD) is None
    assert not people.set_password("eve", "a newer password")


def test_a_session_ends_when_it_is_not_used(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    session = people.sign_in("ada", PASSWORD)
    assert session is not None
    later = time.time() + module.IDLE + 1
    monkeypatch.setattr(module.time, "time", lambda: later)
    assert people.whose(session) is None


@pytest.mark.parametrize(
    ("name", "password"), [("ada", PASSWORD), ("a b", PASSWORD), ("", PASSWORD), ("ben", "short")]
)
def test_a_name_taken_or_impossible_and_a_short_password_are_refused(
    people: People, name: str, password: str
) -> None:
    with pytest.raises(UsageError):
        people.add(name, password)


def test_who_is_removed_takes_everything_along(people: People, database: Database) -> None:
    Conversations(database, "ada").begin("Mine?")
    Preferences(database, "ada").save({"passages": 3})
    session = people.sign_in("ada", PASSWORD)
    assert people.remove("ada")
    assert session is not None
    assert people.whose(session) is None
    people.add("ada", "a later ada's password")
    assert Conversations(database, "ada").newest() == []
    assert Preferences(database, "ada").all() == {}


def test_settings_are_each_ones_own(database: Database) -> None:
    Preferences(database, "ada").save({"passages": 3})
    Preferences(database).save({"passages": 9})
    assert Preferences(database, "ada").all() == {"passages": 3}
    assert Preferences(database).all() == {"passages": 9}
    assert Preferences(database, "ben").all() == {}
