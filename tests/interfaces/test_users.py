from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from assistant.errors import UsageError
from assistant.interfaces.cli import app
from assistant.interfaces.opening import people
from assistant.settings import Values


def run(*arguments: str, typed: str = "") -> str:
    result = CliRunner().invoke(app, ["users", *arguments], input=typed, catch_exceptions=True)
    if isinstance(result.exception, UsageError):
        raise result.exception
    assert result.exit_code == 0
    return result.stdout


def test_a_page_for_people_needs_somebody_who_may_sign_in(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path_factory.mktemp("data")))
    assert people(Values()) is None
    for values in (Values(host="0.0.0.0"), Values(auth=True)):
        with pytest.raises(UsageError, match="nobody may yet"):
            people(values)
    run("add", "ada", "--manager", typed="a long password\n")
    found = people(Values(host="0.0.0.0"))
    assert found is not None
    assert found.sign_in("ada", "a long password")
    assert json.loads(run("list", "--json")) == {"users": [{"name": "ada", "manager": True}]}
    run("password", "ada", typed="another password\n")
    assert found.sign_in("ada", "a long password") is None
    with pytest.raises(UsageError, match="may sign in already"):
        run("add", "ada", typed="a long password\n")
    run("remove", "ada")
    with pytest.raises(UsageError, match="no one called"):
        run("remove", "ada")
