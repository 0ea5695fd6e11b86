"""Articles in rows: JSONL, JSON and CSV whose columns or keys are named. Each row is an article of its own; a bad one costs no other."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping

from assistant.ingest.article import Draft, Skipped
from assistant.ingest.decode import decode
from assistant.ingest.formats.html import either
from assistant.ingest.metadata import Metadata
from assistant.types import FileOutcome

TEXT_NAMES = ("body", "text", "content", "article", "full_text", "fulltext", "article_text", "article_body", "story",
              "content_text", "content_html", "html", "markdown", "passage", "description", "summary", "abstract")  # fmt: skip
"""Names of the column that holds the article, most telling first."""

LIST_NAMES = ("articles", "items", "documents", "posts", "entries", "data", "results", "rows")
DELIMITERS = ",;\t|"

Found = Iterator[Draft | FileOutcome]


def jsonl(data: bytes) -> Found:
    """One article a line; parts are line numbers."""
    text, warning = decode(data)
    for number, line in enumerate(text.splitlines() if "\n" not in text else text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield _record(json.loads(line), str(number), warning)
        except (ValueError, RecursionError) as error:
            yield FileOutcome(str(number), "failed", f"line {number}: {_said(error)}")


def json_file(data: bytes) -> Found:
    """A list of articles, an object that holds such a list under a usual name, or one article; parts count from 1."""
    text, warning = decode(data)
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Skipped(f"not a file of articles: {_said(error)}") from error
    records = _records(value)
    if records is None:
        yield _single(value, warning)
        return
    for number, record in enumerate(records, 1):
        yield _record(record, str(number), warning)


def csv_file(data: bytes) -> Found:
    """One article a row under a header line; parts are row numbers, the header not counted.

    Raises:
        Skipped: no column is named as text.
    """
    text, warning = decode(data)
    lines = text.replace("\0", "").splitlines(keepends=True)
    header = next((line for line in lines if line.strip()), "")
    csv.field_size_limit(len(text) + 1)
    rows = csv.DictReader(lines, delimiter=max(DELIMITERS, key=header.count))
    if not _text_name(dict.fromkeys(rows.fieldnames or (), "")):
        raise Skipped(f"no column is named {', '.join(TEXT_NAMES[:3])} or the like")
    for number, row in enumerate(rows, 1):
        yield _record({name: value for name, value in row.items() if name}, str(number), warning)


def _records(value: object) -> list[object] | None:
    if isinstance(value, list):
        return value
    if isinstance(value, Mapping) and not _text_name(value):
        return next((value[name] for name in LIST_NAMES if isinstance(value.get(name), list)), None)
    return None


def _single(value: object, warning: str | None) -> Draft:
    found = _record(value, "", warning)
    if isinstance(found, FileOutcome):
        raise Skipped(found.reason)
    return found


def _record(value: object, part: str, warning: str | None) -> Draft | FileOutcome:
    if not isinstance(value, Mapping):
        return FileOutcome(part, "skipped", "not a row of named fields")
    name = _text_name(value)
    if not name:
        return FileOutcome(part, "skipped", f"no text under {', '.join(TEXT_NAMES[:3])} or the like")
    metadata = Metadata()
    metadata.offer_names("columns", {key: said for key, said in value.items() if key != name})
    metadata.offer_url()
    return Draft(either(str(value[name])), metadata, part, (warning,) if warning else (), framed=True)


def _text_name(record: Mapping[str, object]) -> str | None:
    """The key whose value is the article: a string with something in it, unless only the names are known (all empty)."""
    named = {re.sub(r"[\s-]+", "_", str(key).strip().casefold()): key for key in record}
    only_names = not any(record.values())
    usable = (named[n] for n in TEXT_NAMES if n in named and (only_names or _has_text(record[named[n]])))
    return next(usable, None)


def _has_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _said(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else f"not valid JSON ({error})"
