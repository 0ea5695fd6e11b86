"""Words of other languages are found where FTS5's own tokenizer does not find them."""

from __future__ import annotations

from tests.bench import languages
from tests.hashing_embedder import HashingEmbedder


def test_questions_that_inflect_their_words_find_the_article_in_five_languages() -> None:
    found = {recall.language: recall for recall in languages.measured(HashingEmbedder())}
    assert set(found) == {"ar", "de", "fr", "ru", "zh"}
    assert all(recall.own >= max(recall.plain, 0.9) for recall in found.values())
    assert all(found[language].own > found[language].plain for language in ("ar", "ru", "zh"))
