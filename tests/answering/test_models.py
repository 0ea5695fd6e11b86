from __future__ import annotations

from pathlib import Path

import pytest

from assistant.answering.models import EndpointModel, GgufModel, ScriptedModel
from assistant.endpoint import Endpoint
from assistant.errors import EndpointRefused, UsageError
from assistant.types import Message

ASKED = [Message("user", "Write one sentence about the Moon.")]


def test_a_real_model_streams_a_reply_and_counts_its_tokens(small_model: GgufModel) -> None:
    deltas = list(small_model.stream(ASKED, max_tokens=24))
    assert len([d for d in deltas if d.text]) > 3
    ending = deltas[-1]
    assert ending.ending in ("complete", "length")
    assert ending.usage is not None
    assert ending.usage.prompt_tokens > 0 < ending.usage.completion_tokens


def test_the_same_server_answers_as_an_endpoint(small_model: GgufModel) -> None:
    endpoint = Endpoint(small_model.endpoint.base_url)
    assert endpoint.models() == [small_model.name]
    model = EndpointModel(endpoint, small_model.name)
    assert list(model.stream(ASKED, max_tokens=4))[-1].ending == "length"


def test_a_question_longer_than_the_models_window_is_refused_in_one_line(small_model: GgufModel) -> None:
    with pytest.raises(EndpointRefused, match="400"):
        list(small_model.stream([Message("user", "word " * 9000)], max_tokens=4))


def test_a_missing_model_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no model file at .*missing\.gguf"):
        GgufModel(tmp_path / "missing.gguf")


def test_a_scripted_model_replies_in_order_and_remembers_what_it_was_asked() -> None:
    model = ScriptedModel(["Hello there.", UsageError("enough")])
    deltas = list(model.stream(ASKED, max_tokens=9))
    assert "".join(d.text for d in deltas) == "Hello there."
    assert deltas[-1].ending == "complete"
    assert model.asked == [ASKED]
    with pytest.raises(UsageError, match="enough"):
        list(model.stream(ASKED, max_tokens=9))
