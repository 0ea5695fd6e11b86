from __future__ import annotations

from pathlib import Path

import pytest

from assistant import settings
from assistant.errors import UsageError


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "settings.toml"


def load(file: Path, flags: dict[str, object] | None = None, **environ: str) -> settings.Settings:
    return settings.load(flags, environ={"ASSISTANT_CONFIG": str(file), **environ})


def test_a_flag_wins_over_the_environment_over_the_file_over_the_default(file: Path) -> None:
    file.write_text("port = 1\npassages = 1\nmodel = 'file'\n")
    found = load(file, {"port": 3}, ASSISTANT_PORT="2", ASSISTANT_PASSAGES="2")
    assert (found.values.port, found.values.passages, found.values.model, found.values.embedder) == (
        3,
        2,
        "file",
        "local",
    )
    origins = [found.origins[name] for name in ("port", "passages", "model", "embedder")]
    assert origins == ["flag", "ASSISTANT_PASSAGES", str(file), "default"]


def test_a_flag_that_was_not_given_changes_nothing(file: Path) -> None:
    assert load(file, {"port": None}).values.port == 7860


def test_the_usual_openai_variables_are_understood_and_ours_win(file: Path) -> None:
    usual = {"OPENAI_API_KEY": "sk-usual", "OPENAI_BASE_URL": "http://127.0.0.1:1/v1"}
    assert load(file, **usual).values.base_url == "http://127.0.0.1:1/v1"
    ours = load(file, **usual, ASSISTANT_BASE_URL="http://127.0.0.1:2/v1")
    assert (ours.values.base_url, ours.origins["base_url"]) == ("http://127.0.0.1:2/v1", "ASSISTANT_BASE_URL")


def test_a_key_is_never_shown(file: Path) -> None:
    rows = settings.shown(load(file, OPENAI_API_KEY="sk-secret"))
    assert "sk-secret" not in str(rows)
    assert ("api_key", "set, not shown", "OPENAI_API_KEY") in [row[:3] for row in rows]


def test_a_key_in_a_file_that_others_can_read_is_refused(file: Path) -> None:
    file.write_text("api_key = 'sk-secret'\n")
    file.chmod(0o644)
    with pytest.raises(UsageError, match="chmod 600"):
        load(file)
    file.chmod(0o600)
    key = load(file).values.api_key
    assert key is not None
    assert key.get_secret_value() == "sk-secret"


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("colour = 'red'", "no setting called 'colour'"),
        ("port = 70000", "'port' from .*settings.toml is not valid"),
        ("port = ", "cannot be read"),
    ],
)
def test_a_mistake_in_the_file_is_told_in_one_line(file: Path, content: str, complaint: str) -> None:
    file.write_text(content)
    with pytest.raises(UsageError, match=complaint):
        load(file)


def test_prices_are_two_numbers(file: Path) -> None:
    assert load(file, ASSISTANT_PRICES="0.15, 0.6").values.prices == (0.15, 0.6)
    file.write_text("prices = [1, 2]")
    assert load(file).values.prices == (1.0, 2.0)
    with pytest.raises(UsageError, match="ASSISTANT_PRICES is not valid"):
        load(file, ASSISTANT_PRICES="0.15")


def test_every_setting_says_what_it_means() -> None:
    assert all(field.description for field in settings.Values.model_fields.values())
