"""Small charts as inline SVG: no script, no file beside them, colours from the page's own style sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 52, 14, 28, 42

Points = Sequence[tuple[float, float]]


def lines(title: str, series: Mapping[str, Points], x: str, y: str, *, top: float = 1.0) -> str:
    """One polyline a series; x from 0 to the largest value, y from 0 to `top`."""
    widest = max((point[0] for points in series.values() for point in points), default=1.0) or 1.0
    parts = [_axes(title, x, y, widest, top)]
    for position, (name, points) in enumerate(series.items()):
        path = " ".join(f"{_x(px / widest):.1f},{_y(py / top):.1f}" for px, py in points)
        parts.append(
            f'<polyline class="line s{position % 6}" points="{path}"><title>{escape(name)}</title></polyline>'
        )
        parts.append(_key(position, name))
    return _svg(title, "".join(parts))


def bars(title: str, values: Mapping[str, tuple[float, float, float]], x: str) -> str:
    """Horizontal bars from 0 to 1 with their intervals: name to (value, low, high)."""
    height = TOP + 24 * len(values) + BOTTOM
    parts = [f'<text class="title" x="8" y="18">{escape(title)}</text>']
    for row, (name, (value, low, high)) in enumerate(values.items()):
        y = TOP + 24 * row
        parts.append(f'<text x="136" y="{y + 14}" text-anchor="end">{escape(name[:22])}</text>')
        parts.append(
            f'<rect class="bar" x="142" y="{y + 3}" width="{230 * value:.1f}" height="14"><title>{value:.3f}</title></rect>'
        )
        parts.append(f'<path class="whisker" d="M{142 + 230 * low:.1f} {y + 10}H{142 + 230 * high:.1f}"/>')
        parts.append(f'<text x="{WIDTH - 4}" y="{y + 14}" text-anchor="end">{value:.2f}</text>')
    parts.append(f'<text x="257" y="{height - 16}" text-anchor="middle">{escape(x)}</text>')
    return _svg(title, "".join(parts), height)


def forest(title: str, values: Mapping[str, tuple[float, float, float]]) -> str:
    """Differences with their intervals around zero: name to (difference, low, high)."""
    reach = max((abs(v) for found in values.values() for v in found), default=0.0) or 0.01
    height = TOP + 24 * len(values) + BOTTOM
    middle, half = 260.0, 110.0
    parts = [f'<text class="title" x="8" y="18">{escape(title)}</text>']
    parts.append(f'<path class="grid" d="M{middle} {TOP}V{height - BOTTOM + 6}"/>')
    for row, (name, (value, low, high)) in enumerate(values.items()):
        y = TOP + 24 * row + 12
        left, right = (middle + half * end / reach for end in (low, high))
        parts.append(f'<text x="142" y="{y + 4}" text-anchor="end">{escape(name[:24])}</text>')
        parts.append(f'<path class="whisker" d="M{left:.1f} {y}H{right:.1f}"/>')
        parts.append(f'<circle class="dot" cx="{middle + half * value / reach:.1f}" cy="{y}" r="4"/>')
        parts.append(f'<text x="{WIDTH - 4}" y="{y + 4}" text-anchor="end">{value:+.3f}</text>')
    parts.append(f'<text x="{middle}" y="{height - 14}" text-anchor="middle">worse ← 0 → better</text>')
    return _svg(title, "".join(parts), height)


def _axes(title: str, x: str, y: str, widest: float, top: float) -> str:
    parts = [f'<text class="title" x="8" y="18">{escape(title)}</text>']
    for step in range(5):
        share = step / 4
        parts.append(f'<path class="grid" d="M{LEFT} {_y(share):.1f}H{WIDTH - RIGHT}"/>')
        parts.append(
            f'<text x="{LEFT - 6}" y="{_y(share) + 4:.1f}" text-anchor="end">{share * top:.3g}</text>'
        )
        parts.append(
            f'<text x="{_x(share):.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{share * widest:.3g}</text>'
        )
    parts.append(f'<text x="{_x(0.5):.1f}" y="{HEIGHT - 8}" text-anchor="middle">{escape(x)}</text>')
    parts.append(
        f'<text x="12" y="{_y(0.5):.1f}" text-anchor="middle" transform="rotate(-90 12 {_y(0.5):.1f})">{escape(y)}</text>'
    )
    return "".join(parts)


def _key(position: int, name: str) -> str:
    y = HEIGHT - BOTTOM - 10 - 15 * position
    text = f'<text x="{WIDTH - RIGHT - 22}" y="{y + 4}" text-anchor="end">{escape(name)}</text>'
    return f'{text}<path class="line s{position % 6}" d="M{WIDTH - RIGHT - 18} {y}h16"/>'


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _y(share: float) -> float:
    return HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)


def _svg(title: str, body: str, height: int = HEIGHT) -> str:
    return f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">{body}</svg>'
