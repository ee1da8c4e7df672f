"""The words of a budget's drawing: lines beside it, dates above, months and chances below, as many as have room."""

from __future__ import annotations

from collections.abc import Sequence

from planner.core.budget.forecast import RISKY
from planner.web import filters
from planner.web.charts.fan_shapes import NAME, Happening, Month, Place, Rule, Text
from planner.web.charts.price_history import spread
from planner.web.charts.scales import percent

WORTH_INK = 0.05
TWO_DIGITS = 2


def labels(place: Place, month: Month, lines: Sequence[str], cap: Text | None) -> tuple[Text, ...]:
    """The lines beside the last month, the upper end of the fan, and the cap, pushed apart."""
    spots, below = [(place.y(month.p90) - 2, "one in ten above", "mute")], 0.0
    if cap:
        spots.append((cap.y, cap.text, "strong"))
    for line, usd in enumerate(month.parts):
        spots.append((place.y(below + usd / 2), _cut(lines[line], NAME), ""))
        below += usd
    ys = spread([y for y, _, _ in spots])
    return tuple(
        Text(place.frame.words, round(y + 4.5, 1), words, kind=kind)
        for y, (_, words, kind) in zip(ys, spots, strict=True)
    )


def rules(place: Place, happenings: Sequence[Happening]) -> list[Rule]:
    """Words at the right of their line, or at its left where that is where the room is; each on a row of its own."""
    found = []
    for row, happening in enumerate(happenings[:4]):
        x = min(max(place.x(happening.at), place.frame.first - place.bar), place.frame.last + place.bar)
        is_right = x < (place.frame.first + place.frame.last) / 2 + 5
        room = (100 - x if is_right else x) / 100 * place.frame.letters
        words = _cut(happening.words, int(room))
        found.append(Rule(percent(x), 32 + 17 * row, words, "start" if is_right else "end"))
    found += [Rule(percent(place.x(h.at)), 0, "", "start") for h in happenings[4:]]
    return found


def _cut(words: str, letters: int) -> str:
    return words if len(words) <= letters else words[: max(letters - 1, 1)].rstrip(" ,") + "…"


def month_words(place: Place, months: Sequence[Month]) -> list[Text]:
    """Whole names where there is room, else initials; the year at each January, and at the first month but December."""
    return [
        Text(percent(place.x(i)), place.frame.base + 20, _month_word(place, i, month.label), "middle", _paid(month))
        for i, month in enumerate(months)
    ]


def _paid(month: Month) -> str:
    return "paid" if month.is_paid else ""


def _month_word(place: Place, index: int, label: str) -> str:
    name, year = label.split(" ")
    is_wide, is_new = place.frame.most_words > 0, name == "Jan" or (index == 0 and name != "Dec")
    if is_wide and place.count <= 12:
        return f"{name} ’{year[2:]}" if is_new else name
    if name == "Jan" and place.count > 12:
        return f"’{year[2:]}"
    if is_wide:
        return name if place.count <= 22 else name[0]
    return name[0] if place.count <= 24 or name in ("Apr", "Jul", "Oct") else ""


def chances(place: Place, months: Sequence[Month]) -> list[Text]:
    is_wide = place.frame.most_words > 0
    every = (1 if place.count <= 24 else 2) if is_wide else -(-place.count // 12)
    sign = "%" if is_wide and place.count <= 12 else ""
    if not is_wide and any(m.chance is not None and len(filters.chance(m.chance, "")) > TWO_DIGITS for m in months):
        every = max(every, -(-place.count // 8))
    return [
        Text(
            percent(place.x(i)), place.frame.base + 56, filters.chance(m.chance, sign), "middle", chance_kind(m.chance)
        )
        for i, m in enumerate(months)
        if m.chance is not None and i % every == 0
    ]


def chance_kind(chance: float | None) -> str:
    """How it is set: risky ones bold and crimson, tiny ones grey."""
    if chance is None or chance < WORTH_INK:
        return "mute"
    return "bad" if chance >= RISKY else ""
