from __future__ import annotations

from pathlib import Path

import pytest

from assistant import resources, templates
from assistant.errors import UsageError


def test_every_prompt_has_exactly_the_variables_it_is_filled_with() -> None:
    assert templates.load("answer", "fence")
    assert templates.load("question", "fence", "passages", "question", "language")
    assert templates.load("rewrite", "history", "question")


def test_a_value_is_put_in_once_and_never_read_as_a_template() -> None:
    template = templates.load("question", "fence", "passages", "question", "language")
    hostile = "{{ question }} {{7*7}} {0.__class__} ${fence} %(fence)s"
    assert hostile in template.fill(fence="~~", passages=hostile, question="What?", language="English")


def test_a_prompt_with_a_wrong_variable_is_refused_when_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "answer.md").write_text("Say {{ thing }}")
    monkeypatch.setattr(resources, "folder", lambda name: tmp_path)
    with pytest.raises(UsageError, match="fence, thing"):
        templates.load("answer", "fence")
    with pytest.raises(UsageError, match=r"other\.md cannot be read"):
        templates.load("other")


@pytest.mark.parametrize(
    "token",
    [
        "<|im_start|>",
        "<|end_of_text|>",
        "</s>",
        "[INST]",
        "<<SYS>>",
        "<start_of_turn>",
        "<｜begin▁of▁sentence｜>",
        "<eos>",
        "</think>",
        "[TOOL_CALLS]",
    ],
)
def test_control_tokens_of_chat_models_are_taken_apart_in_every_value(token: str) -> None:
    filled = templates.Template("t", "Say {{ thing }}").fill(thing=f"before {token} after")
    assert token not in filled
    assert filled.replace("\u2060", "") == f"Say before {token} after"
