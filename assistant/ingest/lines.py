"""Lines to paragraphs: text wrapped at a margin is unwrapped, text with a paragraph on each line is left as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence

WIDEST_MARGIN, NARROWEST_MARGIN = 100, 38
LONGEST_WORD = 200
FULL = 0.75
"""A wrapped line reaches at least this share of the margin; the next word did not fit."""

ITEM = re.compile(r"\s*(?:[-*+•‣▪◦–—]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s)")
_HYPHENATED = re.compile(r"(?<=[^\W_])[-\u00ad]\n(?=[^\W_])")


def paragraphs(text: str) -> list[str]:
    """The paragraphs of plain text, each on one line; a list item is a paragraph."""
    groups = [group.split("\n") for group in re.split(r"\n[ \t]*(?:\n[ \t]*)+", text.strip("\n"))]
    margin = _margin([line for group in groups for line in group])
    return [paragraph for group in groups for paragraph in _group(group, margin)]


def unwrap(lines: Sequence[str]) -> str:
    """One paragraph's lines as one line; a word broken at the margin is mended."""
    mended = _HYPHENATED.sub(_mended, "\n".join(line.strip() for line in lines))
    return " ".join(mended.split())


def _mended(hyphen: re.Match[str]) -> str:
    """A hyphen stays beside a capital or a number ("Jean-Luc", "UN-backed"), and in an address or a word with hyphens of its own."""
    before = hyphen.string[max(0, hyphen.start() - LONGEST_WORD) : hyphen.start()].split()[-1]
    divided = before[-1].islower() and hyphen.string[hyphen.end()].islower()
    return "" if divided and not re.search("[/-]", before) else "-"


def _margin(lines: Sequence[str]) -> int | None:
    """The width at which the text is wrapped, None where it is not: then lines would not crowd so near the widest."""
    widths = sorted(len(line.rstrip()) for line in lines if line.strip())
    if len(widths) < 3:
        return None
    margin = widths[int(0.95 * (len(widths) - 1))]
    crowded = sum(width >= FULL * margin for width in widths)
    wrapped = NARROWEST_MARGIN <= margin <= WIDEST_MARGIN and crowded >= 0.5 * len(widths)
    return margin if wrapped else None


def _group(lines: Sequence[str], margin: int | None) -> list[str]:
    joined: list[list[str]] = []
    previous = ""
    for line in lines:
        goes_on = margin and len(previous.rstrip()) >= FULL * margin - 8 and not ITEM.match(line)
        if joined and goes_on:
            joined[-1].append(line)
        else:
            joined.append([line])
        previous = line
    return [paragraph for group in joined if (paragraph := unwrap(group))]
