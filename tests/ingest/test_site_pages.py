"""Pages of a site saved as files of their own: what the site prints on all of them is in none, whenever each of them came."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest

from assistant.index.writer import Writer
from assistant.ingest.parse import Parsed
from tests.ingest.test_sync import Scene

TOPICS = [
    "seals",
    "gulls",
    "tides",
    "buoys",
    "lamps",
    "ropes",
    "sails",
    "knots",
    "crabs",
    "boats",
    "nets",
    "piers",
]


def story(n: int) -> list[str]:
    topic = TOPICS[n]
    return [
        f"The {topic} of the north bank were counted again this year, and {n + 40} were found in all by the team.",
        f"Nobody had expected so many {topic} there, said the harbour master, who has kept the books since 19{n + 50}.",
        f"A second count of {topic} is planned for the week of the autumn storms, when most visitors have left the coast.",
    ]


BEFORE = ("Weather today | Tide table | Classified", "You are reading the evening edition")
AFTER = (
    "Tip the newsroom about this story",
    "Follow the coast desk for more like it",
    "Set in type at the old pier",
)


def html(n: int, *, host: str = "coast.example") -> str:
    """A page without a single name by which furniture is known, its lines in the midst of the article's own."""
    lines = [*BEFORE, *story(n), *AFTER]
    address = f'<link rel="canonical" href="https://{host}/{n}">' if host else ""
    paragraphs = "".join(f"<p>{line}</p>" for line in lines)
    title = f"What became of the {TOPICS[n]}"
    return f"<html><head><title>{title}</title>{address}</head><body><div><h1>{title}</h1>{paragraphs}</div></body></html>"


@pytest.fixture
def empty(tmp_path: Path) -> Scene:
    return Scene(tmp_path)


def furniture(scene: Scene) -> list[str]:
    texts = [document.text for document in scene.catalog.documents()]
    return [line for text in texts for line in (*BEFORE, *AFTER) if line in text]


def state(scene: Scene) -> list[tuple[str, str, list[str]]]:
    """What an index holds, whatever its ids and revisions, which tell how it came about."""
    catalog = scene.catalog
    for document in catalog.documents():
        chunks = catalog.chunks_of(document.id)
        assert all(document.text[chunk.start : chunk.end] == chunk.text for chunk in chunks)
    assert scene.vector_ids() == catalog.chunk_ids()
    return [
        (d.locations[0], d.text, [c.text for c in catalog.chunks_of(d.id)])
        for d in sorted(catalog.documents(), key=lambda d: d.locations)
    ]


@pytest.mark.parametrize("host", ["coast.example", ""])
def test_separate_files_lose_what_their_site_prints_and_no_sentence(empty: Scene, host: str) -> None:
    for n in range(6):
        empty.write(f"page-{n}.html", html(n, host=host))
    report = empty.sync()
    assert (report.added, report.changed, report.failed) == (6, 0, 0)
    assert furniture(empty) == []
    for n in range(6):
        text = empty.documents()[f"page-{n}.html"].text
        assert all(sentence in text for sentence in story(n))
    assert empty.sync(parse=_never).unchanged == 6


def test_in_whatever_steps_the_pages_come_the_index_is_that_of_a_clean_build(tmp_path: Path) -> None:
    random.seed(5)
    for number in range(4):
        (tmp_path / f"{number}").mkdir()
        stepped, clean = Scene(tmp_path / f"{number}"), None
        present: set[int] = set()
        for _ in range(4):
            wanted = set(random.sample(range(10), random.randint(1, 9)))
            for n in wanted - present:
                stepped.write(f"page-{n}.html", html(n))
            for n in present - wanted:
                (stepped.corpus / f"page-{n}.html").unlink()
            present = wanted
            stepped.sync()
        (tmp_path / f"{number}" / "clean").mkdir()
        clean = Scene(tmp_path / f"{number}" / "clean")
        for n in present:
            clean.write(f"page-{n}.html", html(n))
        clean.sync()
        assert state(stepped) == state(clean)


def test_an_edited_page_embeds_only_what_changed_and_the_others_nothing(empty: Scene) -> None:
    for n in range(6):
        empty.write(f"page-{n}.html", html(n))
    empty.sync()
    long = "".join(f"<p>Addendum {m}: {story(m)[1]}</p>" for m in itertools.islice(range(7, 12), 5))
    empty.write("page-3.html", html(3).replace("</h1>", "</h1><p>Corrected on Friday.</p>").replace("</div>", f"{long}</div>"))  # fmt: skip
    report = empty.sync()
    assert (report.changed, report.unchanged) == (1, 5)
    assert all("Addendum" in text or "Corrected" in text for text in empty.embedder.embedded)
    assert furniture(empty) == []


def test_a_line_that_becomes_the_sites_leaves_pages_that_were_read_before(empty: Scene) -> None:
    for n in range(2):
        empty.write(f"page-{n}.html", html(n))
    empty.sync()
    before = empty.documents()
    assert len(furniture(empty)) == 10
    for n in range(2, 6):
        empty.write(f"page-{n}.html", html(n))
    report = empty.sync()
    assert (report.added, report.changed, report.unchanged) == (4, 2, 0)
    after = empty.documents()
    assert [after[name].id for name in before] == [document.id for document in before.values()]
    assert [after[name].revision for name in before] == [2, 2]
    assert furniture(empty) == []


def test_a_line_that_is_no_more_the_sites_is_back_with_the_sync_that_finds_its_other_pages_gone(
    empty: Scene,
) -> None:
    for n in range(6):
        empty.write(f"page-{n}.html", html(n))
    empty.sync()
    for n in range(2, 6):
        (empty.corpus / f"page-{n}.html").unlink()
    report = empty.sync()
    assert (report.removed, report.changed, report.unchanged) == (4, 2, 0)
    assert len(furniture(empty)) == 10


def test_pages_of_other_sites_in_the_same_folder_are_left_alone(empty: Scene) -> None:
    for n in range(6):
        empty.write(f"page-{n}.html", html(n, host=f"site-{n}.example"))
    empty.sync()
    assert len(furniture(empty)) == 30


def test_letters_of_a_list_lose_what_stands_in_all_of_them_and_those_of_a_person_nothing(
    empty: Scene,
) -> None:
    for n in range(6):
        for sender in ("List-Id: <news.coast.example>\n", ""):
            head = f"From: Coast Daily <news@coast.example>\nSubject: Letter {n}{bool(sender)}\n{sender}\n"
            text = "\n\n".join([*BEFORE, *story(n), *AFTER, "From the list" if sender else "From a friend"])
            empty.write(f"{n}-{bool(sender)}.eml", head + text)
    assert empty.sync().added == 12
    for place, document in empty.documents().items():
        assert all(sentence in document.text for sentence in story(int(place[0])))
        assert (BEFORE[0] in document.text) == ("False" in place)


def test_notes_in_markdown_and_text_keep_what_they_have_in_common(empty: Scene) -> None:
    for n in range(6):
        text = "\n\n".join([*BEFORE, *story(n), *AFTER])
        empty.write(f"note-{n}.md", f"# Note {n}\n\n{text}")
        empty.write(f"text-{n}.txt", f"Text {n}\n\n{text}")
    empty.sync()
    assert len(furniture(empty)) == 60


def test_a_rebuild_keeps_ids_and_texts(empty: Scene) -> None:
    for n in range(6):
        empty.write(f"page-{n}.html", html(n))
    empty.sync()
    ids, found = {d.id for d in empty.catalog.documents()}, state(empty)
    empty.sync(rebuild=True)
    assert ({d.id for d in empty.catalog.documents()}, state(empty)) == (ids, found)


def test_an_index_of_the_release_before_learns_what_sites_print_and_embeds_nothing(empty: Scene) -> None:
    for n in range(6):
        empty.write(f"page-{n}.html", html(n))
    empty.sync()
    found, frames = state(empty), empty.catalog.frames()
    with Writer.open(empty.index, None) as writer, writer.catalog.writing() as db:
        db.execute("DROP TABLE frames")
        db.execute("DROP TABLE barred")
        db.execute("PRAGMA user_version = 3")
    report = empty.sync()
    assert (report.unchanged, report.embedded, empty.embedder.embedded) == (6, 0, [])
    assert (state(empty), empty.catalog.frames()) == (found, frames)


def _never(data: bytes, name: str) -> Parsed:
    raise AssertionError(f"{name} was read")
