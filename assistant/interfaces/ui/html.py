"""Building markup out of data: whatever is not already `Html` is text, and text is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

_VOID = frozenset({"br", "hr", "img", "input", "meta", "link"})


class Html(str):
    """Markup made by this package. A plain `str` is never taken for markup."""

    __slots__ = ()


def text(value: str) -> Html:
    return value if isinstance(value, Html) else Html(escape(value, quote=True))


def join(parts: Iterable[str | None], between: str = "") -> Html:
    """One piece of markup out of many; None is left out."""
    return Html(text(between).join(text(part) for part in parts if part is not None))


def element(name: str, /, *children: str | None, **attributes: object) -> Html:
    """`<name attributes>children</name>`.

    An attribute's trailing underscore goes and inner ones become hyphens (`class_`, `data_turn`); None and False leave
    it out, True writes it without a value.
    """
    opening = f"<{name}{''.join(_attribute(key, value) for key, value in attributes.items())}>"
    return Html(opening if name in _VOID else f"{opening}{join(children)}</{name}>")


def _attribute(name: str, value: object) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escape(str(value), quote=True)}"'
