"""The gold lists name exactly the articles of the sample corpus that hold what is asked for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from assistant.ingest.parse import parse
from eval.lists import Case, load

CORPUS = Path(__file__).parents[2] / "corpus"
CASES = load()


@cache
def articles() -> dict[str, str]:
    paths = [path for path in sorted(CORPUS.rglob("*")) if path.is_file()]
    found = {str(path.relative_to(CORPUS)): parse(path.read_bytes(), path.name).articles[0] for path in paths}
    return {name: f"{article.title}\n{article.text}" for name, article in found.items()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_list_names_every_article_and_no_other(case: Case):
    assert set(case.documents) == {name for name, text in articles().items() if re.search(case.pattern, text)}
    assert len(case.documents) >= 5


def test_there_are_fifteen_questions_of_each_set():
    assert len(CASES) >= 15
    assert len(load("multihop-rag")) >= 15
