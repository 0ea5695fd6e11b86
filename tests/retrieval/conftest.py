"""A small corpus that every test here reads, indexed once with the embedder of the product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Corpus
from assistant.retrieval.retriever import Retriever

ARTICLES = {
    "bridge.md": ("Harbour bridge closed after cracks are found", "The Courier", "Ida Brandt", "2021-03-04", """
The harbour bridge in Varn was closed to all traffic on Thursday after inspectors found cracks in two of its girders.

The city's engineer, Tomas Okafor, said that the cracks were about forty centimetres long and had grown since the last inspection. Ferries will carry commuters across until the girders are replaced.
"""),
    "bridge-reopens.md": ("Harbour bridge reopens with new girders", "Evening Post", "Leo Marsh", "2022-06-18", """
Traffic crossed the harbour bridge in Varn again on Saturday, fifteen months after cracks had closed it.

Two girders were replaced at a cost of 12 million crowns. The engineer in charge called the repair a success.
"""),
    "bridge-copy.md": ("Bridge closed after cracks are found", "Wire Mirror", None, "2021-03-05", """
The harbour bridge in Varn was closed to all traffic on Thursday after inspectors found cracks in two of its girders.

The city's engineer, Tomas Okafor, said that the cracks were about forty centimetres long and had grown since the last inspection. Ferries will carry commuters across until the girders are replaced.
"""),
    "song.md": ("Paper Lanterns", "Music Almanac", None, "2015-01-01", """
"Paper Lanterns" is a song from the album of the same year. It was performed by Mirela Dantu and reached the ninth place of the charts.
"""),
    "singer.md": ("Mirela Dantu", "Music Almanac", None, "2015-01-01", """
Mirela Dantu is a singer and cellist. She was born in the port of Quellin and studied in the capital before her first record came out.
"""),
    "other-song.md": ("Glass Harbour", "Music Almanac", None, "2016-01-01", """
"Glass Harbour" is a song performed by Oskar Lindt. The place of birth of its composer is not known, and the song was never performed in public.
"""),
    "other-singer.md": ("Oskar Lindt", "Music Almanac", None, "2016-01-01", """
Oskar Lindt is a pianist who was born in the mountains. He played in three bands.
"""),
    "otters.md": ("Otters return to the river Sel", "The Courier", "Ida Brandt", "2021-10-12", """
Otters have been seen again on the river Sel for the first time in thirty years, the wildlife trust reports.

Cleaner water brought back the fish they feed on. The trust counted eleven animals along nine kilometres of the bank.
"""),
    "bread.md": ("How rye bread is baked in the north", "Evening Post", None, "2020-02-02", """
Rye bread needs a sourdough starter, a warm kitchen and patience. The dough rests overnight before it is shaped.

Bakers in the north add caraway seeds and bake the loaves slowly for two hours.
"""),
    "rathaus.md": ("Das Rathaus wird renoviert", "Varner Anzeiger", None, "2021-05-05", """
Das Rathaus der Stadt wird seit dem Frühjahr renoviert. Die Arbeiten an den Fenstern und am Dach sollen zwei Jahre dauern, sagte die Bürgermeisterin.
"""),
}  # fmt: skip


def _section(number: int) -> str:
    """A paragraph of about eighty words that differs from its neighbours in what it tells."""
    rooms = ("boiler room", "engine hall", "control desk", "turbine floor", "switch yard", "cooling tower")
    room = rooms[number % len(rooms)]
    return (
        f"The guide begins part {number} in the {room} of the old power station, where visitors see what the workers saw. "
        f"In the {room} a plate from {1900 + number} names those who built it. It took {number + 3} winters to restore the {room}, "
        f"because each piece had to be cleaned by hand and painted again in the colours that were found under the dust. "
        f"Nobody is allowed to touch the machines, but a model of the {room} can be taken apart by children."
    )


LONG = "\n\n".join(_section(number) for number in range(1, 13))


def _page(title: str, publisher: str, author: str | None, published: str, body: str) -> str:
    byline = f"author: {author}\n" if author else ""
    return f'---\ntitle: "{title}"\npublisher: {publisher}\n{byline}published: {published}\n---\n{body}'


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Corpus]:
    folder = tmp_path_factory.mktemp("articles")
    for name, page in ARTICLES.items():
        (folder / name).write_text(_page(*page), encoding="utf-8")
    (folder / "power-station.md").write_text(
        _page("A walk through the power station", "Evening Post", None, "2019-08-08", LONG), encoding="utf-8"
    )
    with Corpus.open(folder, index=tmp_path_factory.mktemp("index")) as opened:
        opened.sync()
        yield opened


@pytest.fixture(scope="session")
def retriever(corpus: Corpus) -> Retriever:
    return corpus.retriever()


@pytest.fixture(scope="session")
def files(corpus: Corpus) -> dict[str, str]:
    """Document ids by file name."""
    return {Path(location).name: d.id for d in corpus.documents() for location in d.locations}
