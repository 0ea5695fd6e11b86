"""How a question is put to the index: the languages that its words are stemmed for, what it leans on, and what its words weigh."""

from __future__ import annotations

import pytest

from assistant.retrieval.asked import asked
from assistant.retrieval.retriever import Retriever
from assistant.types import Query, Turn

SHORT = "Bakers?"


def test_a_question_too_short_to_tell_its_language_is_stemmed_for_every_language_of_the_articles(
    retriever: Retriever,
) -> None:
    assert asked(retriever.index, Query(SHORT, SHORT)).own == ("bak", "baker")


def test_after_an_answer_it_is_in_the_language_of_the_answer(retriever: Retriever) -> None:
    turn = Turn("Who found the cracks?", "The cracks were found by the inspectors of the bridge.")
    assert asked(retriever.index, Query(SHORT, SHORT, history=(turn,))).own == ("baker",)


def test_its_own_language_goes_before_that_of_the_answer(retriever: Retriever) -> None:
    turn = Turn("Wer hat die Risse gefunden?", "Die Risse wurden von den Prüfern der Brücke gefunden.")
    question = "When were the bakers asked to go home?"
    own = asked(retriever.index, Query(question, question, history=(turn,))).own
    assert "baker" in own
    assert "bak" not in own


def test_what_a_follow_up_means_is_drawn_to_the_question_before(retriever: Retriever) -> None:
    turn = Turn("Which animals have been seen again on the river Sel?", "Otters.")
    alone = Query("How many?", "How many?")
    followed = retriever.constrained(Query(alone.question, alone.text, history=(turn,)))
    before = retriever.index.embedder.embed_query(turn.question)
    drawn, own = (asked(retriever.index, query).vector for query in (followed, alone))
    assert float(drawn @ before) > float(own @ before) + 0.1
    assert float(drawn @ drawn) == pytest.approx(1.0, abs=1e-5)


def test_a_word_that_no_article_holds_tells_as_much_as_any(retriever: Retriever) -> None:
    found = asked(retriever.index, Query("zyzzyva bridge cracks", "zyzzyva bridge cracks"))
    assert found.weights.get("zyzzyva", 0.0) == 0.0
    assert found.telling[0] == max(found.telling) == max(found.weights.values())
