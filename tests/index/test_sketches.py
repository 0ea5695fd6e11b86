"""Articles that are nearly the same are found by their wording, and only those."""

from __future__ import annotations

import random
from collections.abc import Callable

from assistant.index import sketches
from assistant.index.changes import WritableCatalog
from assistant.index.writer import Change, Writer

WORDS = [f"word{number}" for number in range(4000)]


def article(seed: int, words: int = 600) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def edited(text: str, every: int) -> str:
    """The text with each `every`-th word replaced."""
    words = text.split()
    words[::every] = [f"other{number}" for number in range(len(words[::every]))]
    return " ".join(words)


def exact(one: str, other: str) -> float:
    runs = [
        {tuple(words[at : at + sketches.RUN]) for at in range(len(words) - sketches.RUN + 1)}
        for words in (one.split(), other.split())
    ]
    return len(runs[0] & runs[1]) / len(runs[0] | runs[1])


def estimated(one: str, other: str) -> float:
    first, second = sketches.sketch(one), sketches.sketch(other)
    assert first is not None
    assert second is not None
    return sketches.resemblance(first, second)


def test_the_estimate_is_near_the_exact_resemblance() -> None:
    errors = [
        estimated(text, edited(text, every)) - exact(text, edited(text, every))
        for every in (8, 20, 60, 200)
        for text in map(article, range(12))
    ]
    assert max(map(abs, errors)) < 0.2
    assert abs(sum(errors) / len(errors)) < 0.02


def test_alike_texts_share_a_band_and_others_do_not() -> None:
    def share(one: str, other: str) -> bool:
        first, second = sketches.sketch(one), sketches.sketch(other)
        return bool(set(sketches.bands(first)) & set(sketches.bands(second)))  # type: ignore[arg-type]

    assert all(share(article(n), edited(article(n), 150)) for n in range(20))
    assert not any(share(article(n), article(n + 100)) for n in range(20))


def test_a_text_of_a_few_words_resembles_nothing() -> None:
    assert sketches.sketch("too short a text") is None
    assert sketches.sketch("") is None


def test_scripts_without_spaces_have_runs_too() -> None:
    text = "大阪城は一五八三年に豊臣秀吉によって築城が始められた城である" * 3
    assert estimated(text, text + "。現在の天守閣は三代目である") > 0.5


def twins(writer: Writer, *ids: str) -> dict[str, list[str]]:
    writer.settle()
    return writer.catalog.twins(ids or ("a", "b", "c"))


def test_twins_follow_their_documents(writer: Writer, put: Callable[..., None]) -> None:
    text = article(1)
    put(writer, "a", text)
    put(writer, "b", edited(text, 200))
    put(writer, "c", article(2))
    assert twins(writer) == {"a": ["b"], "b": ["a"]}

    put(writer, "b", article(3))
    assert twins(writer) == {}

    put(writer, "c", text + " and more")
    assert twins(writer) == {"a": ["c"], "c": ["a"]}

    writer.commit(Change(dropped=["a"]))
    assert twins(writer) == {}


def test_a_hundred_versions_of_one_article_cost_no_more_each_than_ten(
    writer: Writer, put: Callable[..., None]
) -> None:
    for number in range(100):
        put(writer, f"{number:03}", f"{article(1)} Version {number}.", title=f"{number}")
    found = twins(writer, *(f"{number:03}" for number in range(100)))
    assert len(found) == 100
    assert {len(others) for others in found.values()} == {20}


def test_an_index_of_the_release_before_learns_its_twins_at_the_next_sync(
    writer: Writer, put: Callable[..., None]
) -> None:
    text = article(1)
    put(writer, "a", text)
    put(writer, "b", text + " and more")
    with writer.catalog.writing() as db:
        for table in ("sketches", "bands", "twins", "words", "frames", "barred"):
            db.execute(f"DROP TABLE {table}")
        db.execute("PRAGMA user_version = 1")
    WritableCatalog.open(writer.build, write=True).close()
    assert twins(writer) == {"a": ["b"], "b": ["a"]}
