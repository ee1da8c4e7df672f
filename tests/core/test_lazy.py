"""Lazy parts are made once, and only for those who ask."""

from __future__ import annotations

from planner.core.lazy import Lazy


def test_it_is_made_when_first_asked_for_and_kept() -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(1)
        return made

    lazy = Lazy(make)
    assert made == []
    assert lazy.get() is lazy.get() is made and made == [1]
    assert Lazy.of(3).get() == 3
    assert Lazy.of(()).get() == ()
