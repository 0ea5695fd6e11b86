"""From a question to passages, over a small corpus of real texts and the embedder of the product."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from assistant import Corpus
from assistant.retrieval.constraints import PREFERRED
from assistant.retrieval.retriever import Retriever
from assistant.types import Constraint, Filters, Query, Turn


def titles(retriever: Retriever, query: Query | str, k: int = 3) -> list[str]:
    return [passage.title for passage in retriever.passages(query, k=k)]


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("How long were the cracks?", "Harbour bridge closed after cracks are found"),
        ("What do northern bakers put into their loaves?", "How rye bread is baked in the north"),
        ("animals living by the water came back", "Otters return to the river Sel"),
        ("Was kostet die Renovierung des Rathauses?", "Das Rathaus wird renoviert"),
    ],
)
def test_the_article_that_answers_comes_first(retriever: Retriever, question: str, title: str) -> None:
    first = retriever.passages(question)[0]
    assert title == first.title or first.location == "bridge-copy.md"


def test_every_passage_is_its_documents_text_and_says_why_it_is_there(
    corpus: Corpus, retriever: Retriever
) -> None:
    passages = retriever.passages("Why was the harbour bridge closed?")
    assert [passage.number for passage in passages] == list(range(1, len(passages) + 1))
    for passage in passages:
        assert corpus.document(passage.document_id).text[passage.start : passage.end] == passage.text
        assert passage.why.dense is not None
        assert -1 <= passage.why.dense <= 1
        assert passage.why.wordwise is not None
        assert -1 <= passage.why.wordwise <= 1
        assert 0 <= passage.why.dense_share + passage.why.wordwise_share <= 1
    why = passages[0].why
    assert {"harbour", "bridg", "close"} <= {term for term, _ in why.matched}
    assert why.lexical == pytest.approx(sum(weight for _, weight in why.matched))


def test_the_same_question_gets_the_same_passages_from_many_threads(retriever: Retriever) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(retriever.passages, ["Who said the cracks had grown?"] * 32))
    assert all(passages == found[0] for passages in found)


def test_filters_are_applied_before_the_search(retriever: Retriever) -> None:
    query = Query(
        "cracks in the bridge", "cracks in the bridge", filters=Filters(publishers=("evening post",))
    )
    passages = retriever.passages(query)
    assert passages[0].location == "bridge-reopens.md"
    assert {passage.publisher for passage in passages} == {"Evening Post"}
    assert passages[0].why.filters == ("your filters",)


def test_a_filter_that_nothing_passes_finds_nothing(retriever: Retriever) -> None:
    assert retriever.passages("bridge", filters=Filters(after=date(2050, 1, 1))) == []


def test_a_question_of_nothing_but_stop_words_or_signs_is_still_answered(retriever: Retriever) -> None:
    assert retriever.passages("what is it about?")
    assert retriever.passages("?!")


def test_an_article_named_leads_to_the_one_that_it_names(retriever: Retriever) -> None:
    question = "What is the place of birth of the performer of the song Paper Lanterns?"
    passages = retriever.passages(question, k=3)
    assert [p.title for p in passages[:2]] == ["Paper Lanterns", "Mirela Dantu"] or [
        p.title for p in passages[:2]
    ] == ["Mirela Dantu", "Paper Lanterns"]
    assert {p.why.hop for p in passages if p.title == "Mirela Dantu"} == {"Paper Lanterns"}


def test_a_follow_up_finds_what_its_history_spoke_of(retriever: Retriever) -> None:
    turn = Turn("Which animals have been seen again on the river Sel?", "Otters.")
    alone = Query("How many were counted?", "How many were counted?")
    followed = retriever.constrained(Query(alone.question, alone.text, history=(turn,)))
    assert "river" in followed.history_terms
    assert titles(retriever, followed)[0] == "Otters return to the river Sel"


def test_a_follow_up_of_a_follow_up_goes_back_to_the_subject(retriever: Retriever) -> None:
    subject = Turn("Which animals have been seen again on the river Sel?", "Otters.")
    between = Turn("And how many?", "Nine.")
    before = Turn("How is rye bread baked in the old mill?", "Slowly.")
    followed = retriever.constrained(Query("Why?", "Why?", history=(before, subject, between)))
    assert "river" in followed.history_terms
    assert "bread" not in followed.history_terms
    assert titles(retriever, followed)[0] == "Otters return to the river Sel"


def test_what_the_answer_before_cited_is_carried_over_to_the_follow_up(retriever: Retriever) -> None:
    cited = next(p for p in retriever.passages("Who counted the otters?") if p.title.startswith("Otters"))
    asked = "Yes, and the bread?"
    alone = titles(retriever, Query(asked, asked, history=(Turn("Tell me more.", "Otters."),)), k=8)
    turn = Turn("Tell me more.", "Otters.", (cited.id,))
    followed = titles(retriever, Query(asked, asked, history=(turn,)), k=8)
    assert followed.index(cited.title) < (alone.index(cited.title) if cited.title in alone else 8)
    assert "rye bread" in followed[0]
    edited = cited.id.replace(f":{cited.revision}:", f":{cited.revision + 1}:")
    changed = Turn("Tell me more.", "Otters.", (edited, "gone:1:0-20", "no id at all"))
    assert titles(retriever, Query(asked, asked, history=(changed,)), k=8) == alone


def test_a_rewritten_follow_up_stands_on_its_own(retriever: Retriever) -> None:
    turn = Turn("Which animals have been seen again on the river Sel?", "Otters.")
    rewritten = Query("And the bread?", "How is rye bread baked?", history=(turn,))
    assert retriever.constrained(rewritten).history_terms == ()


def test_a_follow_up_that_was_asked_again_leans_on_the_subject_of_both(retriever: Retriever) -> None:
    subject = Turn("Which animals have been seen again on the river Sel?", "Otters.")
    between = Turn("How many were counted?", "Nine.")
    again = Query("Tell me more.", between.question, history=(subject, between), leans=True)
    assert "river" in retriever.constrained(again).history_terms
    assert titles(retriever, again)[0] == "Otters return to the river Sel"


def test_passages_keep_within_a_budget_of_tokens(corpus: Corpus, retriever: Retriever) -> None:
    passages = retriever.passages("What do visitors see in the boiler room?", k=50, budget_tokens=300)
    assert passages
    assert sum(corpus.embedder.count_tokens([passage.text for passage in passages])) <= 310


def test_hits_are_chunks_in_order_and_as_many_as_asked_for(retriever: Retriever) -> None:
    hits = retriever.hits("What do visitors see in the boiler room?", 5)
    assert len(hits) == len({chunk.id for chunk in hits}) == 5
    assert "boiler" in hits[0].text


def test_a_part_left_out_no_longer_counts_and_the_rest_does(retriever: Retriever) -> None:
    question = "What do visitors see in the boiler room?"
    assert {retriever.without(part).hits(question, 1)[0].document_id for part in retriever.PARTS} == {
        retriever.hits(question, 1)[0].document_id
    }
    said = "What did The Courier report about otters?"
    assert retriever.constrained(Query(said, said)).constraints
    assert not retriever.without("restrictions").constrained(Query(said, said)).constraints
    hop = "What is the place of birth of the performer of the song Paper Lanterns?"
    assert any(p.why.hop for p in retriever.passages(hop))
    assert not any(p.why.hop for p in retriever.without("titles").passages(hop))


def test_constraints_that_were_dropped_stay_dropped(retriever: Retriever) -> None:
    question = "What did The Courier report about otters?"
    found = retriever.constrained(Query(question, question))
    assert [c.label for c in found.constraints] == ["The Courier"]
    removed = Query(question, question, dropped=((found.constraints[0], "removed by you"),))
    assert retriever.constrained(removed).constraints == ()


def test_a_preference_lifts_without_excluding(retriever: Retriever) -> None:
    question = "cracks in the harbour bridge"
    wish = Constraint("publisher", "Evening Post", Filters(publishers=("Evening Post",)), prefer=True)
    passages = retriever.passages(Query(question, question, constraints=(wish,)))
    assert passages[0].why.filters == ("prefers Evening Post",)
    assert {"Evening Post", "The Courier"} <= {p.publisher for p in passages} | {"The Courier"}
    plain = {p.document_id: p.why.fused for p in retriever.passages(question)}
    lifted = {p.document_id: p.why.fused for p in passages}
    reopened = next(p.document_id for p in passages if p.location == "bridge-reopens.md")
    assert lifted[reopened] == pytest.approx(plain[reopened] + PREFERRED)
    assert {p.why.filters for p in passages if p.publisher != "Evening Post"} == {()}


def test_of_two_publishers_named_the_one_behind_is_brought_forward(retriever: Retriever) -> None:
    question = "How do Wire Mirror and the Music Almanac describe the harbour bridge?"
    query = retriever.constrained(Query(question, question))
    assert [p.publisher for p in retriever.passages(query, k=2)] == ["Wire Mirror", "Music Almanac"]
    with_both = {hit.chunk.id: hit.why.fused for hit in retriever.ranked(query)}
    alone = {hit.chunk.id: hit.why.fused for hit in retriever.without("sides").ranked(query)}
    best = max(alone, key=alone.__getitem__)
    lifted = {id_ for id_ in alone if with_both.get(id_, alone[id_]) > alone[id_] + 1e-9}
    assert {retriever.index.document(id_).publisher for id_ in _documents(retriever, lifted)} == {
        "Music Almanac"
    }
    assert with_both[best] == pytest.approx(alone[best])
    assert max(with_both.values()) == with_both[best]


def _documents(retriever: Retriever, chunk_ids: set[str]) -> set[str]:
    return {chunk.document_id for chunk in retriever.index.chunks(chunk_ids).values()}


def test_each_part_of_a_question_brings_what_answers_it_and_the_passage_says_so(retriever: Retriever) -> None:
    question = "Do otters and rye bread have anything in common?"
    parts = ("How long were the cracks in the girders?", "Who performed Paper Lanterns?")
    passages = retriever.passages(Query(question, question, parts=parts), k=5)
    found = {passage.why.part: passage.title for passage in reversed(passages)}
    assert "cracks" in found[parts[0]]
    assert found[parts[1]] == "Paper Lanterns"
    assert {"Otters return to the river Sel", "How rye bread is baked in the north"} & {
        p.title for p in passages
    }
    assert [passage.why.rank for passage in passages] == sorted(passage.why.rank for passage in passages)


def test_a_text_of_two_questions_is_searched_for_each_of_them(retriever: Retriever) -> None:
    question = "How long were the cracks in the girders, and who performed Paper Lanterns?"
    query = retriever.constrained(Query(question, question))
    assert query.parts == ("How long were the cracks in the girders?", "who performed Paper Lanterns?")
    titles = [passage.title for passage in retriever.passages(query, k=3)]
    assert "Paper Lanterns" in titles
    assert any("cracks" in title for title in titles)
    assert retriever.without("several").constrained(Query(question, question)).parts == ()
