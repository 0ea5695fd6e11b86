from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.errors import IndexLocked
from assistant.interfaces.ui.desk import Desk, Request
from assistant.interfaces.ui.pump import Pump
from assistant.interfaces.ui.routes import conversations
from assistant.interfaces.ui.routes.common import desk_of
from assistant.state.conversations import Conversations
from assistant.state.database import Database
from assistant.state.exchange import Exchange
from assistant.state.feedback import Feedback
from assistant.types import Answered, Constraint, Delta, Document, Event, Filters, Passage, Query, Retrieved
from tests.ui.scripted import DOCUMENTS, PASSAGES, QUOTES, ScriptedArticles, ScriptedAssistant, good


@pytest.fixture
def assistant() -> ScriptedAssistant:
    return ScriptedAssistant(pace=0.001)


@pytest.fixture
def desk(tmp_path: Path, assistant: ScriptedAssistant) -> Iterator[Desk]:
    with Database(tmp_path / "state.sqlite3") as database:
        yield Desk(
            ScriptedArticles(),
            assistant,
            conversations=Conversations(database),
            feedback=Feedback(database, tmp_path / "feedback.jsonl"),
            name="Harbour news",
            embedder="MiniLM",
        )


def test_pictures_grow_from_searching_to_an_answer_that_is_kept(desk: Desk) -> None:
    pictures = list(desk.ask(Request("t1", "When did it fall?")))
    states = [exchange.state for exchange, _ in pictures]
    assert states[0] == "searching"
    assert states[-1] == "answered"
    assert "writing" in states
    assert pictures[-1][1] is not None
    assert [e.id for e in desk.conversations.exchanges(pictures[-1][1].id)] == ["t1"]


def test_a_follow_up_gets_the_turns_before_it_and_an_edit_only_those_before_its_place(
    desk: Desk, assistant: ScriptedAssistant
) -> None:
    (_, conversation) = list(desk.ask(Request("t1", "one")))[-1]
    assert conversation is not None
    list(desk.ask(Request("t2", "two", conversation.id, 1)))
    list(desk.ask(Request("t3", "one again", conversation.id, 0)))
    histories = [[turn.question for turn in history] for _, history, _ in assistant.asked]
    assert histories == [[], ["one"], []]
    assert [e.question for e in desk.conversations.exchanges(conversation.id)] == ["one again"]


def test_a_selection_and_what_was_taken_away_reach_the_assistant(
    desk: Desk, assistant: ScriptedAssistant
) -> None:
    june = Constraint("date", "in June 2024", Filters())
    (exchange, _) = list(desk.ask(Request("t", "in June", without=(june,), documents=("doc1",))))[-1]
    assert assistant.asked[0][2] == Filters(documents=("doc1",))
    assert exchange.query is not None
    assert [constraint.label for constraint, _ in exchange.query.dropped] == ["in June 2024"]


def test_a_question_that_is_refused_at_the_door_is_shown_and_not_kept(desk: Desk) -> None:
    ((exchange, conversation),) = desk.ask(Request("t", "x" * 50_000))
    assert exchange.state == "failed"
    assert conversation is None
    assert desk.conversations.newest() == []


def test_a_downvote_keeps_with_its_answer_what_was_said_before_it_and_nothing_after(
    desk: Desk, tmp_path: Path
) -> None:
    (_, conversation) = list(desk.ask(Request("t1", "one")))[-1]
    assert conversation is not None
    list(desk.ask(Request("t2", "two", conversation.id, 1)))
    list(desk.ask(Request("t3", "three", conversation.id, 2)))
    app = FastAPI()
    app.include_router(conversations.router)
    app.dependency_overrides[desk_of] = lambda: desk
    said = {"conversation": conversation.id, "turn": "t2", "helpful": False, "reason": "not the ship"}
    assert TestClient(app).post("/page/feedback", json=said).json() == {"kept": True}
    (case,) = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text().splitlines()]
    assert (case["question"], case["note"]) == ("two", "not the ship")
    assert [turn["question"] for turn in case["history"]] == ["one"]


def test_stop_ends_it_at_once_and_keeps_the_text_as_stopped(desk: Desk, assistant: ScriptedAssistant) -> None:
    asking = desk.ask(Request("t", "slow question"))
    exchange = next(asking)[0]
    while not exchange.draft:
        exchange = next(asking)[0]
    started = time.perf_counter()
    desk.stop("t")
    last, conversation = list(asking)[-1]
    # The whole answer would take over four.
    assert time.perf_counter() - started < 2
    assert last.answer is not None
    assert last.answer.ending == "cancelled"
    assert last.answer.text.startswith(exchange.draft.strip())
    assert conversation is not None
    assert desk.conversations.exchanges(conversation.id) == [last]


def test_a_closed_tab_stops_the_answer_and_keeps_its_text(desk: Desk, assistant: ScriptedAssistant) -> None:
    asking = desk.ask(Request("t", "slow question"))
    while not next(asking)[0].draft:
        pass
    asking.close()
    deadline = time.monotonic() + 3
    while not assistant.closed and time.monotonic() < deadline:
        time.sleep(0.02)
    assert assistant.closed == 1
    (conversation,) = desk.conversations.newest()
    assert desk.conversations.exchanges(conversation.id)[0].answer is not None


def test_an_error_of_the_index_is_shown_as_an_error_with_its_hint(
    desk: Desk, assistant: ScriptedAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: object, **__: object) -> Iterator[Event]:
        raise IndexLocked("The index is being written", "Wait a little")

    monkeypatch.setattr(assistant, "ask", locked)
    (exchange, _) = list(desk.ask(Request("t", "q")))[-1]
    assert exchange.failed is not None
    assert (exchange.failed.error, exchange.failed.hint) == ("The index is being written", "Wait a little")


def test_ten_at_once_with_a_slow_model_do_not_wait_for_each_other_nor_mix(
    desk: Desk, assistant: ScriptedAssistant
) -> None:
    ends: dict[int, str] = {}

    def one(i: int) -> None:
        ends[i] = list(desk.ask(Request(f"t{i}", f"question {i} slow")))[-1][0].question

    alone = time.perf_counter()
    one(0)
    alone = time.perf_counter() - alone
    threads = [threading.Thread(target=one, args=(i,)) for i in range(1, 11)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ends == {i: f"question {i} slow" for i in range(11)}
    assert time.perf_counter() - started < 3 * alone


def test_the_desk_says_what_is_at_work_and_over_what(desk: Desk) -> None:
    about = desk.about()
    assert about["corpus"] == "Harbour news · 3 articles"
    assert "published from 26 March 2024 to 24 May 2024" in about["lead"]


def test_a_pump_hands_over_what_arrived_together_and_tells_of_silence() -> None:
    gate = threading.Event()

    def source() -> Iterator[Event]:
        yield Delta("a")
        yield Delta("b")
        gate.wait()
        yield Delta("c")

    pump = Pump(source)
    time.sleep(0.1)
    batches = pump.batches(0.05)
    assert next(batches) == [Delta("a"), Delta("b")]
    assert next(batches) == []
    gate.set()
    assert [event for batch in batches for event in batch] == [Delta("c")]


def test_a_pump_passes_on_what_its_source_raised() -> None:
    def source() -> Iterator[Event]:
        yield Delta("a")
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        list(Pump(source).batches(1))


def test_examples_and_follow_ups_are_questions_that_find_their_own_sentence(desk: Desk) -> None:
    assert {p.document_id for p in PASSAGES} == {d.id for d in DOCUMENTS}
    assert desk.examples() == desk.examples()


BESIDE = "The harbour pilots of Baltimore were trained on a simulator for eleven weeks in 1998."


class TwoArticles(ScriptedArticles):
    def documents(self) -> list[Document]:
        return [replace(DOCUMENTS[0], text=QUOTES[0]), replace(DOCUMENTS[1], text=BESIDE)]


class FindsTheSecond(ScriptedAssistant):
    def search(
        self, question: str, *, k: int | None = None, filters: Filters | None = None
    ) -> tuple[Query, tuple[Passage, ...]]:
        return Query(question, question), (replace(PASSAGES[1], text=BESIDE),)


def test_where_the_cited_article_answers_nothing_more_one_found_beside_it_is_asked_about(desk: Desk) -> None:
    desk.articles, desk.assistant = TwoArticles(), FindsTheSecond()
    answer = replace(good("When?"), sentences=good("When?").sentences[:1])
    exchange = Exchange("t", "When?").after(Retrieved(PASSAGES)).after(Answered(answer))
    assert desk.follow_ups(exchange) == [
        "When were the harbour pilots of Baltimore trained on a simulator for eleven weeks?"
    ]
