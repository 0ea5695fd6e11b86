"""A run as JUnit XML, so that any CI shows which questions failed."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from eval.rows import Row

# XML 1.0 cannot hold these even escaped.
_FORBIDDEN = {code: None for code in range(32) if code not in (9, 10, 13)}


def junit(name: str, rows: Sequence[Row]) -> str:
    """One test case a question: failed where the answer is wrong or nothing was found, in error where it ended in one."""
    wrong = [row for row in rows if not row.error and not passed(row)]
    errors = sum(bool(row.error) for row in rows)
    counts = {"tests": str(len(rows)), "failures": str(len(wrong)), "errors": str(errors)}
    suite = ElementTree.Element("testsuite", {"name": _clean(name), **counts})
    for row in rows:
        seconds = f"{sum(row.seconds.values()) if 'total' not in row.seconds else row.seconds['total']:.3f}"
        case = ElementTree.SubElement(
            suite, "testcase", classname=_clean(f"{name}.{row.type}"), name=_clean(row.id), time=seconds
        )
        if row.error:
            ElementTree.SubElement(case, "error", message=_clean(row.error))
        elif not passed(row):
            message = f"{row.question} ({row.cause})" if row.cause else row.question
            ElementTree.SubElement(case, "failure", message=_clean(message))
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True)


def passed(row: Row) -> bool:
    """Answered correctly; where only retrieval ran, some evidence among the first five."""
    value = row.metrics.get("correct", row.metrics.get("hit@5", 1.0))
    return value is None or value >= 1.0


def _clean(text: str) -> str:
    return text.translate(_FORBIDDEN)
