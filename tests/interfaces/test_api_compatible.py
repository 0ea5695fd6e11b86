"""The corpus as a model, driven by OpenAI's own client over a real connection."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest

from assistant import Assistant
from assistant.answering.models import ScriptedModel
from assistant.errors import EndpointUnavailable
from assistant.interfaces.api.app import build
from tests.interfaces.serving import served

QUESTION = "To which port was the Dali sailing when it lost power?"
USER: list[Any] = [{"role": "user", "content": QUESTION}]


@pytest.fixture(scope="module")
def address(sample_assistant: Assistant) -> Iterator[str]:
    with served(build(sample_assistant)) as address:
        yield address


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
        yield client


def test_the_corpus_is_the_one_model(client: openai.OpenAI) -> None:
    assert [model.id for model in client.models.list()] == ["corpus-assistant"]


def test_the_reply_is_the_checked_answer(client: openai.OpenAI, sample_assistant: Assistant) -> None:
    reply = client.chat.completions.create(model="corpus-assistant", messages=USER)
    assert reply.choices[0].message.content == sample_assistant.answer(QUESTION).text
    assert reply.choices[0].finish_reason == "stop"


def test_every_annotation_quotes_the_article_and_points_into_the_reply(
    client: openai.OpenAI, sample_assistant: Assistant
) -> None:
    message = client.chat.completions.create(model="corpus-assistant", messages=USER).choices[0].message
    sentences = [s.text for s in sample_assistant.answer(QUESTION).sentences if s.citations]

    assert message.annotations
    assert message.content is not None
    for annotation in message.annotations:
        cited: Any = annotation.url_citation
        assert message.content[cited.start_index : cited.end_index] in sentences
        document = sample_assistant.corpus.document(cited.document_id)
        assert document.text[cited.start : cited.end] == cited.quote
        assert (cited.title, cited.url[:4]) == (document.title, "http")


def test_an_article_without_an_address_of_the_web_is_cited_by_ours(
    client: openai.OpenAI, address: str, sample_assistant: Assistant
) -> None:
    message = client.chat.completions.create(model="corpus-assistant", messages=USER).choices[0].message
    cited: Any = message.annotations[0].url_citation  # type: ignore[index]
    document = sample_assistant.corpus.document(cited.document_id)
    own = f"{address}/v1/documents/{document.id}#char={cited.start},{cited.end}"
    assert cited.url == (document.url or own)


def test_a_stream_joins_to_the_same_text_and_ends_with_annotations_and_usage(client: openai.OpenAI) -> None:
    whole = client.chat.completions.create(model="corpus-assistant", messages=USER)
    chunks = list(
        client.chat.completions.create(
            model="corpus-assistant", messages=USER, stream=True, stream_options={"include_usage": True}
        )
    )
    choices = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert choices[0].delta.role == "assistant"
    assert "".join(choice.delta.content or "" for choice in choices) == whole.choices[0].message.content
    assert [choice.finish_reason for choice in choices][-1] == "stop"
    assert len(choices[-1].delta.annotations) == len(whole.choices[0].message.annotations or [])  # type: ignore[attr-defined]
    assert chunks[-1].usage is not None


def test_a_streamed_text_is_the_checked_one_even_where_the_model_cited_wrongly(
    sample_assistant: Assistant,
) -> None:
    model = ScriptedModel(["The Dali was sailing to Colombo [1]. The moon is made of cheese [77]."])
    with served(build(Assistant(sample_assistant.corpus, model=model))) as address:
        client = openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)
        stream = client.chat.completions.create(model="corpus-assistant", messages=USER, stream=True)
        text = "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        client.close()
    assert "cheese" in text
    assert "[77]" not in text


def test_earlier_messages_are_the_history_and_parts_are_joined(sample_assistant: Assistant) -> None:
    model = ScriptedModel(["Where was the Dali sailing to?", "To Colombo."])
    with served(build(Assistant(sample_assistant.corpus, model=model))) as address:
        client = openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)
        reply = client.chat.completions.create(
            model="corpus-assistant",
            messages=[
                {"role": "system", "content": "Talk like a pirate."},
                {"role": "user", "content": "What is the Dali?"},
                {"role": "assistant", "content": "A container ship."},
                {
                    "role": "user",
                    "content": [{"type": "text", "text": "Where"}, {"type": "text", "text": "to?"}],
                },
            ],
            temperature=0.2,
        )
        client.close()
    told = model.asked[0][0].content
    assert "What is the Dali?" in told
    assert "A container ship." in told
    assert "Where\nto?" in told
    assert "pirate" not in told
    assert reply.answer["query"]["text"] == "Where was the Dali sailing to?"  # type: ignore[attr-defined]


def test_a_failed_model_raises_in_the_client_streamed_or_not(sample_assistant: Assistant) -> None:
    trouble = EndpointUnavailable("The model is down", "Start it")
    with served(
        build(Assistant(sample_assistant.corpus, model=ScriptedModel([trouble, trouble])))
    ) as address:
        client = openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)
        with pytest.raises(openai.InternalServerError, match="The model is down"):
            client.chat.completions.create(model="corpus-assistant", messages=USER)
        with pytest.raises(openai.APIError, match="The model is down"):
            list(client.chat.completions.create(model="corpus-assistant", messages=USER, stream=True))
        client.close()


@pytest.mark.parametrize(
    ("messages", "more"),
    [
        ([], {}),
        ([{"role": "assistant", "content": "Hello"}], {}),
        ([{"role": "user", "content": "   "}], {}),
        ([{"role": "user", "content": "x" * 8_001}], {}),
        ([{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "http://x.test/"}}]}], {}),
        (USER, {"n": 2}),
    ],
)
def test_what_cannot_be_answered_is_refused(client: openai.OpenAI, messages: Any, more: Any) -> None:
    with pytest.raises(openai.UnprocessableEntityError):
        client.chat.completions.create(model="corpus-assistant", messages=messages, **more)
