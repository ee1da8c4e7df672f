"""Lazy parts are made once, and only for those who ask."""

from __future__ import annotations

from planner.core.lazy import MOST_HELD, Lazy, LazyFloats, Passing


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


def test_lazy_values_are_equal_where_what_they_hold_is() -> None:
    assert Lazy.of(2) == Lazy(lambda: 2) != Lazy.of(3)
    assert LazyFloats(lambda: (1.0, 2.0)) == LazyFloats(lambda: (1.0, 2.0)) != (1.0, 3.0)


def test_lazy_floats_are_made_when_the_first_is_read() -> None:
    asked: list[int] = []
    floats = LazyFloats(lambda: (asked.append(1) or 1.0, 2.0, 3.0))
    assert not asked
    assert (floats[1], floats[1:], len(floats)) == (2.0, (2.0, 3.0), 3)
    assert asked == [1]


def test_a_passing_value_is_held_while_it_is_among_the_last_and_made_again_later() -> None:
    asked: list[int] = []
    one = Passing(lambda: asked.append(1) or len(asked))
    assert (one.get(), one.get()) == (1, 1)
    for other in range(MOST_HELD):
        Passing(lambda other=other: other).get()
    assert one.get() == 2
