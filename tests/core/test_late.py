"""Late parts are made once, and only for those who ask."""

from __future__ import annotations

from planner.core.late import Late


def test_it_is_made_when_first_asked_for_and_kept() -> None:
    made: list[int] = []

    def make() -> list[int]:
        made.append(1)
        return made

    late = Late(make)
    assert made == []
    assert late.get() is late.get() is made and made == [1]
    assert Late.of(3).get() == 3
    assert Late.of(()).get() == ()
