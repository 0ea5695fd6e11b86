"""What tells the candidates of a question apart."""

from __future__ import annotations

import math

import pytest

from assistant import Corpus
from assistant.retrieval.asked import asked
from assistant.retrieval.pool import BESIDE, candidates, gather
from assistant.types import Query
from tests.retrieval.conftest import ARTICLES


def test_a_term_that_stands_only_in_the_next_chunk_counts_for_less_but_is_no_match(
    corpus: Corpus, files: dict[str, str]
) -> None:
    chunks = corpus.index.chunks_of(files["power-station.md"])
    # "1905" stands in one chunk alone.
    holder = next(place for place, chunk in enumerate(chunks) if "1905" in chunk.text)
    neighbour = chunks[holder + 1 if holder + 1 < len(chunks) else holder - 1]
    question = asked(corpus.index, Query("1905", "1905"))
    pool = {c.chunk.id: c for c in candidates(corpus.index, question, [c.id for c in chunks]).candidates}
    held, beside = pool[chunks[holder].id], pool[neighbour.id]
    assert "1905" in held.matched
    assert "1905" not in beside.matched
    assert 0 < beside.signals.lexical < held.signals.lexical
    alone = candidates(corpus.index, question, [c.id for c in chunks], beside=0.0).candidates
    assert {c.chunk.id: c.signals.lexical for c in alone}[neighbour.id] == 0
    assert 0 < BESIDE < 1


def test_every_candidate_has_every_signal_whichever_leg_found_it(corpus: Corpus) -> None:
    question = asked(corpus.index, Query("cracked girders", "cracked girders"))
    pool = gather(corpus.index, question).candidates
    assert len({c.chunk.id for c in pool}) == len(pool)
    assert all(-1 <= c.signals.dense <= 1 and -1 <= c.signals.wordwise <= 1 for c in pool)
    assert all(c.covers.sum() == pytest.approx(c.signals.wordwise) for c in pool)
    assert any(not c.matched for c in pool)
    assert any(c.matched for c in pool)


def test_what_the_question_means_word_by_word_is_found_in_other_words(
    corpus: Corpus, files: dict[str, str]
) -> None:
    question = asked(corpus.index, Query("Who plays the piano?", "Who plays the piano?"))
    ids = [corpus.index.chunks_of(files[name])[0].id for name in ("other-singer.md", "bread.md", "bridge.md")]
    pianist, *others = (c.signals.wordwise for c in candidates(corpus.index, question, ids).candidates)
    assert "piano" not in ARTICLES["other-singer.md"][4].split()
    assert pianist > max(others)


def test_a_chunk_whose_words_are_not_known_is_a_candidate_all_the_same(
    corpus: Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    question = asked(corpus.index, Query("cracked girders", "cracked girders"))
    known = {c.chunk.id: c.signals for c in gather(corpus.index, question).candidates}
    monkeypatch.setattr(corpus.index, "words_of", lambda ids: {})
    unknown = {c.chunk.id: c.signals for c in gather(corpus.index, question).candidates}
    assert unknown.keys() == known.keys()
    assert all(math.isnan(signals.wordwise) for signals in unknown.values())
    assert all(unknown[id_].dense == known[id_].dense for id_ in known)
