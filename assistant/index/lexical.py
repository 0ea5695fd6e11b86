"""Search by words: SQLite's FTS5 in the catalog's own file and transactions, over terms made by `text.terms`."""

from __future__ import annotations

import itertools
import json
import math
import re
from collections.abc import Collection, Iterable, Sequence

from assistant.errors import IndexDamaged
from assistant.index.database import Database
from assistant.index.schema import LEXICAL
from assistant.index.scored import Scored
from assistant.text.terms import terms
from assistant.types import Chunk

DEFAULT_LANGUAGE = "en"
ROWS = 30_000
"""In so many rows, all together, the words of one search may stand: FTS5 scores each of them, a millisecond for a thousand."""
_WORD = re.compile(r"[^\x00-\x20\x7f]+")
"""What the tokenizer keeps whole: blanks and control characters separate."""

_SEARCH = (
    "SELECT c.id, -best.score FROM (SELECT rowid AS row, bm25(lexical, ?, 1.0) AS score FROM lexical "
    "WHERE lexical MATCH ? {within} ORDER BY score, row LIMIT ?) best JOIN chunks c USING (row) ORDER BY best.score, row"
)
# The plus keeps SQLite from searching once for each row: what matches is held against the rows instead.
_WITHIN = (
    "AND +lexical.rowid IN (SELECT row FROM chunks WHERE document_id IN (SELECT value FROM json_each(?)))"
)


class Lexical:
    """The lexical index in `database`. Any thread may search; it takes terms, never a query language.

    BM25 is FTS5's own: k1 = 1.2, b = 0.75, over context and text as one field whose parts are weighted.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._counted: tuple[object, dict[str, int]] = (None, {})

    def search(
        self,
        terms: Sequence[str],
        k: int,
        *,
        documents: Collection[str] | None = None,
        context_weight: float = 1.0,
    ) -> list[Scored]:
        """The `k` best of the chunks that hold any of `terms`, all scores above 0; a chunk that holds none never comes.

        In a large index the commonest of many terms are left out, which tell least: see `ROWS`.

        Args:
            documents: if given, only chunks of these.
            context_weight: how much a term in the context counts beside 1 for a term in the text.
        """
        asked = _any_of(self._telling(terms))
        if not asked or k < 1 or (documents is not None and not documents):
            return []
        query = _SEARCH.format(within="" if documents is None else _WITHIN)
        within = () if documents is None else (json.dumps(list(documents)),)
        with self._database.reading() as db:
            rows = db.execute(query, (context_weight, asked, *within, k)).fetchall()
        return [Scored(id_, score) for id_, score in rows]

    def weights(self, terms: Sequence[str]) -> dict[str, float]:
        """Each term's inverse document frequency over chunks, ln(1 + (N - n + .5) / (n + .5)); 0 if it never occurs."""
        wanted = list(dict.fromkeys(terms))
        with self._database.reading() as db:
            total = db.execute("SELECT count(*) FROM chunks").fetchone()[0]
        counts = self._counts(wanted)
        return {term: _idf(counts[term], total) for term in wanted}

    def _telling(self, terms: Sequence[str]) -> list[str]:
        """The rarest of the terms, as many as stand in `ROWS` rows together, and always one."""
        counts = self._counts(terms)
        known = sorted((term for term in counts if counts[term]), key=lambda term: counts[term])
        rows = itertools.accumulate(counts[term] for term in known)
        return [
            term
            for place, (term, total) in enumerate(zip(known, rows, strict=True))
            if not place or total <= ROWS
        ]

    def _counts(self, terms: Iterable[str]) -> dict[str, int]:
        """In how many rows each term stands. Counting is linear in them, so readers remember it until the next commit."""
        query = "SELECT term, doc FROM lexical_terms WHERE term IN (SELECT value FROM json_each(?))"
        wanted = {term: _folded(term) for term in terms}
        with self._database.reading() as db:
            generation = db.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
            if self._database.write or generation != self._counted[0]:
                self._counted = generation, {}
            known = self._counted[1]
            if new := [word for word in wanted.values() if word not in known]:
                known |= dict.fromkeys(new, 0) | dict(db.execute(query, (json.dumps(new),)).fetchall())
        return {term: known[word] for term, word in wanted.items()}

    def terms_of(self, ids: Sequence[str]) -> dict[str, tuple[list[str], list[str]]]:
        """The terms of those of `ids` that exist, in order: of the context, and of the text."""
        query = (
            "SELECT c.id, l.context, l.body FROM chunks c JOIN lexical l ON l.rowid = c.row "
            "WHERE c.id IN (SELECT value FROM json_each(?))"
        )
        with self._database.reading() as db:
            rows = db.execute(query, (json.dumps(list(ids)),)).fetchall()
        return {id_: (context.split(), body.split()) for id_, context, body in rows}

    def terms_beside(self, ids: Sequence[str]) -> dict[str, tuple[list[str], ...]]:
        """For those of `ids` that have neighbours in their document: the terms of the texts before and after, in any order."""
        query = (
            "SELECT c.id, l.body FROM chunks c JOIN chunks n ON n.document_id = c.document_id "
            "AND n.ordinal IN (c.ordinal - 1, c.ordinal + 1) JOIN lexical l ON l.rowid = n.row "
            "WHERE c.id IN (SELECT value FROM json_each(?))"
        )
        beside: dict[str, tuple[list[str], ...]] = {}
        with self._database.reading() as db:
            for id_, body in db.execute(query, (json.dumps(list(ids)),)):
                beside[id_] = (*beside.get(id_, ()), body.split())
        return beside

    def add(self, rows: Iterable[tuple[int, Chunk]], language: str | None) -> None:
        """Indexes chunks under their row numbers, stemmed as their document's language asks."""
        languages = (language or DEFAULT_LANGUAGE,)
        with self._database.transaction() as db:
            db.executemany(
                "INSERT OR REPLACE INTO lexical (rowid, context, body) VALUES (?, ?, ?)",
                [
                    (row, " ".join(terms(chunk.context, languages)), " ".join(terms(chunk.text, languages)))
                    for row, chunk in rows
                ],
            )

    def remove(self, rows: Iterable[int]) -> None:
        with self._database.transaction() as db:
            db.executemany("DELETE FROM lexical WHERE rowid = ?", [(row,) for row in rows])

    def rows(self) -> set[int]:
        """The row numbers of the chunks that it holds."""
        with self._database.reading() as db:
            return {row for (row,) in db.execute("SELECT rowid FROM lexical")}

    def sound(self) -> bool:
        """Whether the index agrees with the terms that were put in; for the writer."""
        try:
            with self._database.transaction() as db:
                db.execute("INSERT INTO lexical (lexical) VALUES ('integrity-check')")
        except IndexDamaged:
            return False
        return True

    def clear(self) -> None:
        """Empties it, even where it can no longer be read."""
        with self._database.transaction() as db:
            for statement in ("DROP TABLE lexical_terms", "DROP TABLE lexical", *LEXICAL):
                db.execute(statement)

    def read_back(self, term: str) -> int:
        """How many chunks hold `term`, asked of the index itself."""
        with self._database.reading() as db:
            found = db.execute("SELECT doc FROM lexical_terms WHERE term = ?", (_folded(term),)).fetchone()
            return int(found[0]) if found else 0


def _any_of(terms: Sequence[str]) -> str:
    """An OR of quoted terms: quoting makes a term of whatever the tokenizer keeps whole."""
    words = dict.fromkeys(word for term in terms for word in _WORD.findall(term))
    return " OR ".join('"' + word.replace('"', '""') + '"' for word in words)


def _folded(term: str) -> str:
    """As the tokenizer keeps it: only ASCII letters have a case to lose."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in term)


def _idf(count: int, total: int) -> float:
    return math.log1p((total - count + 0.5) / (count + 0.5)) if count else 0.0
