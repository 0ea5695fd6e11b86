from __future__ import annotations

from collections.abc import Iterator

import pytest

from assistant import Corpus
from assistant.index.embedder import StaticEmbedder
from tests.hostile.canaries import CANARIES, Canary
from tests.hostile.trial import tried, written


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("hostile")
    written(folder, CANARIES)
    with Corpus.open(folder, index=tmp_path_factory.mktemp("index"), embedder=StaticEmbedder()) as corpus:
        corpus.sync()
        yield corpus


@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.name)
def test_a_document_brings_nothing_about_though_the_model_obeys_it(corpus: Corpus, canary: Canary) -> None:
    assert tried(canary, corpus).brought_about == ()
