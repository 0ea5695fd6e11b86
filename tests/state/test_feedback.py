from __future__ import annotations

import json
from pathlib import Path

from assistant.state.conversations import Conversations
from assistant.state.database import Database
from assistant.state.feedback import Feedback, Verdict
from assistant.state.preferences import Preferences
from assistant.types import Answer, Passage, Turn, from_json
from tests.state.test_conversations import answered


def test_a_downvote_becomes_a_case_with_question_passages_answer_and_note(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite3")
    conversations, feedback = Conversations(database), Feedback(database, tmp_path / "feedback.jsonl")
    exchange = answered("e1", "What fell?")
    conversations.keep(conversations.begin("What fell?").id, exchange, 0)
    feedback.give(exchange, Verdict(False, "it was the ship"), [Turn("What was it?", "A bridge.")])
    (case,) = [json.loads(line) for line in (tmp_path / "feedback.jsonl").read_text().splitlines()]
    assert case["question"] == "What fell?"
    assert case["note"] == "it was the ship"
    assert tuple(from_json(Turn, turn) for turn in case["history"]) == (Turn("What was it?", "A bridge."),)
    assert from_json(Answer, case["answer"]) == exchange.answer
    assert tuple(from_json(Passage, p) for p in case["passages"]) == exchange.passages


def test_a_change_of_mind_replaces_the_verdict_and_praise_makes_no_case(tmp_path: Path) -> None:
    database = Database(tmp_path / "state.sqlite3")
    conversations, feedback = Conversations(database), Feedback(database, tmp_path / "feedback.jsonl")
    exchange = answered("e1", "q")
    conversations.keep(conversations.begin("q").id, exchange, 0)
    assert feedback.about("e1") is None
    feedback.give(exchange, Verdict(True, ""))
    assert not (tmp_path / "feedback.jsonl").exists()
    feedback.give(exchange, Verdict(False, "no"))
    assert feedback.about("e1") == Verdict(False, "no")


def test_saved_settings_hold_and_can_be_forgotten(tmp_path: Path) -> None:
    Preferences(Database(tmp_path / "s.sqlite3")).save({"model": "tiny", "passages": 5})
    preferences = Preferences(Database(tmp_path / "s.sqlite3"))
    assert preferences.all() == {"model": "tiny", "passages": 5}
    preferences.save({"model": None})
    assert preferences.all() == {"passages": 5}
