"""A small set over three articles, indexed once for all evaluation tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import settings
from eval.dataset import Case, Dataset, Evidence
from eval.sets.source import Article, Source
from eval.subject import Subject, opened

BRIDGE = (
    "The Alder Bridge opened on 4 May 1931 after six years of work. Its designer, Ruth Calloway, chose steel cables "
    "because the river freezes every winter.\n\nThe bridge carries 18,000 vehicles a day. It was repainted green in 1987."
)
FERRY = (
    "Before the bridge, the ferry Marigold crossed the Alder forty times a day. Its last captain was Josef Brandl, who "
    "retired to Linz.\n\nThe Marigold burned in its dock on 2 June 1930. Nobody was hurt."
)
BEES = (
    "Beekeepers in the Harrow valley lost a third of their colonies in the spring. The agricultural institute blames a "
    "mite that arrived with imported queens.\n\nA trial of treated hives ended in September with losses of 9 per cent."
)
CASES = (
    Case("bridge-1", "Who designed the Alder Bridge?", ("Ruth Calloway",), (Evidence("bridge.txt", "Its designer, Ruth Calloway, chose steel cables because the river freezes every winter."),), "single"),
    Case("bridge-2", "How many vehicles cross the Alder Bridge each day?", ("18,000",), (Evidence("bridge.txt", "The bridge carries 18,000 vehicles a day."),), "single"),
    Case("ferry-1", "Who was the last captain of the ferry Marigold?", ("Josef Brandl",), (Evidence("ferry.txt", "Its last captain was Josef Brandl, who retired to Linz."),), "single"),
    Case("bees-1", "What do researchers blame for the dead bees in the Harrow valley?", ("a mite",), (Evidence("bees.txt", "The agricultural institute blames a mite that arrived with imported queens."),), "single"),
    Case("bees-2", "What is the airspeed of an unladen swallow?", type="unanswerable", unanswerable=True),
    Case("gone-1", "Which colour was the lighthouse?", ("red",), (Evidence("lighthouse.txt", "The lighthouse was red."),), "lost"),
)  # fmt: skip


@pytest.fixture(scope="session")
def small_set(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    articles = [
        Article("bridge.txt", BRIDGE, "The Alder Bridge", "Alder Gazette", published="2021-03-04"),
        Article("ferry.txt", FERRY, "The Marigold"),
        Article("bees.txt", BEES, "Bees of the Harrow"),
    ]
    folder = tmp_path_factory.mktemp("small")
    return Source(articles, CASES, ("correct", "hit@1", "recall@5")).write("small", folder / "small")


@pytest.fixture(scope="session")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("work")


@pytest.fixture(scope="session")
def subject(small_set: Dataset, work: Path) -> Iterator[Subject]:
    values = settings.load(environ={"ASSISTANT_CONFIG": str(work / "none.toml")}).values
    with opened(small_set, values, work) as found:
        yield found
