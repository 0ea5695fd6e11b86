"""How a question is put to the index: the languages that its words are stemmed for."""

from __future__ import annotations

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
