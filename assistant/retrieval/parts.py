"""What the ranking is made of, each part known by a name, so that what it is worth can be measured by leaving it out."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from assistant.retrieval.fusion import ADDED, LIFT, WEIGHTS
from assistant.retrieval.pool import BESIDE, Signals


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts in force.

    `weights` are those of the signals, `beside` is what terms in the neighbouring chunks count, `added` what a chunk
    gains for what it adds to those before it, `sides` how much of what each named publisher or time lacks to the best of them is made up for. `history`:
    words of the question before are carried over, and what its answer cited. `titles`: articles lead to those they name.
    `restrictions`: questions are read for dates, publishers and authors. `several`: a text of several questions is searched for each.
    """

    weights: Signals = WEIGHTS
    beside: float = BESIDE
    added: float = ADDED
    sides: float = LIFT
    history: bool = True
    titles: bool = True
    restrictions: bool = True
    several: bool = True

    def scaled(self, name: str, factor: float) -> Parts:
        """The part called `name`, one of `NAMES`, counting so many times as much; with 0 it is left out."""
        if name in Signals._fields:
            weight = getattr(self.weights, name)
            return replace(self, weights=self.weights._replace(**{name: factor * weight}))
        value = getattr(self, name)
        return replace(self, **{name: type(value)(factor * value)})


ALL = Parts()
NAMES = (*Signals._fields, *(field.name for field in fields(Parts) if field.name != "weights"))
NUMBERS = tuple(name for name in NAMES if not isinstance(getattr(ALL, name, 0.0), bool))
