from __future__ import annotations

import pytest

from assistant.text.inert import Inert, inert

ACTIVE = "See [a](http://x.test) ![b][c]\n\n[c]: https://y.test <img src=z> </p> <!-- d --> www.e.test"


def test_nothing_is_left_that_a_renderer_would_act_on_and_every_offset_holds() -> None:
    shown = inert(ACTIVE)
    assert len(shown) == len(ACTIVE)
    assert not any(sign in shown for sign in ("](", "]:", "://", "<i", "</", "<!", "www."))
    assert inert(shown) == shown


@pytest.mark.parametrize("size", [1, 2, 3, 7, 200])
def test_in_pieces_it_comes_out_as_it_would_whole(size: int) -> None:
    stream = Inert()
    pieces = [stream.feed(ACTIVE[at : at + size]) for at in range(0, len(ACTIVE), size)]
    assert "".join([*pieces, stream.rest()]) == inert(ACTIVE)


@pytest.mark.parametrize("text", ["p < 0.05 and 3 <4", "At 10:30 (noon) [1].", "a: b, f(x)[0] = {y}"])
def test_ordinary_writing_stays_as_it_is(text: str) -> None:
    assert inert(text) == text
