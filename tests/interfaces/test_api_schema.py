"""What /openapi.json says is what the server does: schemathesis makes up requests from it, right and wrong, and finds nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_type_hints

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from assistant import Assistant, Corpus
from assistant.index.embedder import StaticEmbedder
from assistant.interfaces.api.app import build
from assistant.types import Answer, Document, Filters, Passage, SyncReport, Turn

EXAMPLES = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
FEWER = settings(EXAMPLES, max_examples=4)
"""Where each request is a whole sync, or two."""


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    place = tmp_path_factory.mktemp("described")
    folder = place / "articles"
    folder.mkdir()
    (folder / "mill.md").write_text("# The mill\n\nThe mill was built in 1871 by two brothers.\n")
    with Corpus.open(folder, index=place / "index", embedder=StaticEmbedder()) as corpus:
        corpus.sync()
        yield schemathesis.openapi.from_asgi("/openapi.json", build(Assistant(corpus)))


OPERATIONS = [
    "POST /v1/retrieve",
    "POST /v1/ask",
    "GET /v1/documents",
    "POST /v1/documents",
    "GET /v1/documents/{document_id}",
    "DELETE /v1/documents/{document_id}",
    "POST /v1/sync",
    "GET /v1/models",
    "POST /v1/chat/completions",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
]

SYNCING = {"POST /v1/documents", "POST /v1/sync"}


# schemathesis's own parametrisation renames test items in a way that this pytest does not know; its generators and checks do the work.
@pytest.mark.parametrize("mode", list(GenerationMode))
@pytest.mark.parametrize("label", OPERATIONS)
def test_every_request_is_answered_as_the_description_says(
    described: Any, label: str, mode: GenerationMode
) -> None:
    method, path = label.split()
    operation = described[path][method]
    if mode.is_negative and not (operation.body or operation.query):
        return

    @(FEWER if label in SYNCING else EXAMPLES)
    @given(case=operation.as_strategy(generation_mode=mode))
    def answered(case: schemathesis.Case) -> None:
        # Whether there is an article in a file only reading it can tell.
        unknowable = [positive_data_acceptance] if label == "POST /v1/documents" else []
        case.call_and_validate(excluded_checks=unknowable)

    answered()


def test_no_operation_is_left_out(described: Any) -> None:
    assert {operation.ok().label for operation in described.get_all_operations()} == set(OPERATIONS)


def test_the_description_is_openapi_3_1_and_names_the_types_field_for_field(
    sample_assistant: Assistant,
) -> None:
    described = build(sample_assistant).openapi()
    assert described["openapi"].startswith("3.1")
    for kind in (Answer, Passage, Document, SyncReport):
        properties = described["components"]["schemas"][kind.__name__]["properties"]
        assert list(properties) == [field.name for field in fields(kind)]


def test_what_a_request_may_hold_of_the_types_is_closed(sample_assistant: Assistant) -> None:
    described = json.dumps(build(sample_assistant).openapi())
    for kind in (Filters, Turn):
        assert all(f'"{name}"' in described for name in get_type_hints(kind))
    ask = build(sample_assistant).openapi()["components"]["schemas"]["Ask"]
    assert ask["additionalProperties"] is False
    assert ask["properties"]["filters"]["additionalProperties"] is False
