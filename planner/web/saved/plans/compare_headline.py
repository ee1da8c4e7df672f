"""The first sentence on compared plans where all speak of one model: what it costs in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import attrgetter

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.snapshot import Total
from planner.web import filters
from planner.web.present.hosts import host_of_offer
from planner.web.present.pieces import Piece
from planner.web.saved.kinds import Chosen
from planner.web.saved.plans.figures import chosen_pair, unfit
from planner.web.saved.plans.match import model_of

Price = Callable[[Total], Decimal]
"""The dollars of an estimate, of a month or a run."""


def chosen_pieces(columns: Sequence[Chosen], names: Sequence[str], catalogue: Catalogue) -> tuple[Piece, ...]:
    """Empty where the plans have chosen different models, or one of them none that can be done."""
    pairs = [chosen_pair(one.revision.draft) for one in columns]
    sides = [pair.main for pair in pairs if pair and pair.main and not unfit(pair.main)]
    models = {model_of(side.offer_id, catalogue) for side in sides}
    if len(sides) < len(columns) or len(models) != 1:
        return ()
    monthly = all(side.usd_per_month for side in sides)
    usd: Price = attrgetter("usd_per_month" if monthly else "usd_per_run")
    unit = "month" if monthly else "run"
    is_history = len(columns) == 2 and columns[0].scenario.id == columns[1].scenario.id
    if is_history and usd(sides[0]) not in (0, usd(sides[1])):
        numbers = [one.revision.number for one in columns]
        return _since(sides, numbers, usd, unit)
    return _said(list(zip(sides, names, strict=True)), usd, unit, catalogue)


def _since(sides: Sequence[Total], numbers: Sequence[int], usd: Price, unit: str) -> tuple[Piece, ...]:
    """What the later revision costs against the earlier one."""
    before, after = sides
    change = (usd(after) - usd(before)) / usd(before)
    return (
        Piece(f"In revision {numbers[1]} {after.model_name} costs "),
        Piece(f"{filters.money(usd(after))} per {unit}", "strong"),
        Piece(", "),
        Piece(f"{filters.percent(abs(change))} {'more' if change > 0 else 'less'}", "strong"),
        Piece(f" than in revision {numbers[0]}."),
    )


def _said(sides: Sequence[tuple[Total, str]], usd: Price, unit: str, catalogue: Catalogue) -> tuple[Piece, ...]:
    (low, one), (high, other) = (end(sides, key=lambda found: usd(found[0])) for end in (min, max))
    model = low.model_name
    if usd(low) == usd(high):
        price = f"{filters.money(usd(low))} per {unit}"
        return (Piece(f"{model} costs "), Piece("the same", "strong"), Piece(f" in these plans, {price}."))
    apart = low.offer_id != high.offer_id
    here, there = (f" at {host_of_offer(side.offer_id, catalogue)}" if apart else "" for side in (low, high))
    modes = [f" with thinking {side.thinking}" if low.thinking != high.thinking else "" for side in (low, high)]
    less = filters.percent((usd(high) - usd(low)) / usd(high))
    return (
        Piece(f"In “{one}” {model}{modes[0]} costs "), Piece(f"{filters.money(usd(low))} per {unit}", "strong"),
        Piece(f"{here}, "), Piece(f"{less} less", "strong"), Piece(f" than in “{other}”{there}{modes[1]}."),
    )  # fmt: skip
