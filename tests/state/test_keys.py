"""Keys open what they are for, and nothing in the file can be turned back into one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.errors import UsageError
from assistant.state.database import Database
from assistant.state.keys import Keys


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.db"


@pytest.fixture
def keys(path: Path) -> Iterator[Keys]:
    with Database(path) as database:
        yield Keys(database)


def test_a_key_is_found_by_its_text_with_everything_it_was_given(keys: Keys) -> None:
    made, text = keys.create("reports", ["ask", "write"], per_minute=7)
    public, known = keys.create("frame", ["ask"], origin="https://Example.org:443")

    assert (keys.find(text), keys.find(known)) == (made, public)
    assert made.scopes == {"ask", "write"}
    assert (made.name, made.per_minute, made.origin, made.public) == ("reports", 7, None, False)
    assert (public.origin, public.public) == ("https://example.org", True)


def test_the_secret_is_not_in_the_file(keys: Keys, path: Path) -> None:
    _, text = keys.create("reports")
    secret = text.split("-", 2)[2].encode()

    files = list(path.parent.iterdir())
    assert files
    assert not any(secret in file.read_bytes() for file in files)


@pytest.mark.parametrize(
    "change",
    [lambda t: t[:-1], lambda t: t[:-1] + "é", lambda t: t + "A", lambda t: "", lambda t: t.swapcase()],
)
def test_a_text_that_is_nearly_a_key_is_none(keys: Keys, change) -> None:  # type: ignore[no-untyped-def]
    _, text = keys.create("reports")
    assert keys.find(change(text)) is None


def test_the_secret_of_one_key_does_not_open_another(keys: Keys) -> None:
    (first, one), (_, two) = keys.create("first"), keys.create("second")
    assert keys.find(f"ca-{first.id}-{two.split('-', 2)[2]}") is None
    assert keys.find(one) == first


def test_a_revoked_key_opens_nothing_and_the_others_stay(keys: Keys) -> None:
    (first, one), (second, two) = keys.create("first"), keys.create("second")

    assert keys.revoke(first.id)

    assert keys.find(one) is None
    assert keys.find(two) == second
    assert keys.all() == [second]
    assert not keys.revoke(first.id)


@pytest.mark.parametrize(
    ("scopes", "settings", "complaint"),
    [
        (["read", "fly"], {}, "no scope 'fly'"),
        ([], {}, "without a scope"),
        (["read"], {"per_minute": 0}, "0 times a minute"),
        (["ask"], {"origin": "example.org/page"}, "no origin"),
        (["ask"], {"origin": "https://example.org;script-src"}, "no origin"),
        (["read", "ask"], {"origin": "https://example.org"}, "may only ask"),
    ],
)
def test_a_key_that_makes_no_sense_is_not_made(keys: Keys, scopes, settings, complaint) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(UsageError, match=complaint):
        keys.create("odd", scopes, **settings)
    assert keys.all() == []
