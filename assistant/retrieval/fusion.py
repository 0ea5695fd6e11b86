"""Two rankings into one, by their scores rather than their ranks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np


def fuse(dense: Mapping[str, float], lexical: Mapping[str, float]) -> list[tuple[str, float]]:
    """Ids by the sum of both legs' z-scores; an id that a leg did not return gets that leg's lowest score."""
    ids = list(dict.fromkeys([*dense, *lexical]))
    total = np.zeros(len(ids))
    for leg in (dense, lexical):
        if leg:
            values = np.array([leg.get(id_, min(leg.values())) for id_ in ids])
            total += (values - values.mean()) / (values.std() or 1.0)
    order = np.argsort(-total, kind="stable")
    return [(ids[i], float(total[i])) for i in order]
