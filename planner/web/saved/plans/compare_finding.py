"""The first sentence on compared plans where all speak of one model: what it costs in each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.store.database.rows import Draft
from planner.web import filters
from planner.web.plan.finding import Piece
from planner.web.present.hosts import host_of_offer
from planner.web.saved.plans.figures import Figures, chosen_pair, month_usd, run_usd, unfit
from planner.web.saved.plans.match import model_of


def chosen_pieces(drafts: Sequence[Draft], names: Sequence[str], catalogue: Catalogue) -> tuple[Piece, ...]:
    """Empty where the plans have chosen different models, or one of them none that can be done."""
    pairs = [chosen_pair(draft) for draft in drafts]
    sides = [pair.main for pair in pairs if pair and pair.main and not unfit(pair.main)]
    models = {model_of(side["offer"], catalogue) for side in sides}
    if len(sides) < len(drafts) or len(models) != 1:
        return ()
    return _said([(side, name) for side, name in zip(sides, names, strict=True)], catalogue)


REVISIONS = 2


def _since(sides: Sequence[tuple[Figures, str]], usd: Callable[[Figures], Decimal], unit: str) -> tuple[Piece, ...]:
    """What the later revision costs against the earlier one."""
    (before, earlier), (after, later) = sides
    change = (usd(after) - usd(before)) / usd(before) if usd(before) else Decimal(1)
    earlier, later = (name.rpartition(" in ")[2] for name in (earlier, later))
    share = f"{filters.percent(abs(change))} {'more' if change > 0 else 'less'}"
    return (
        Piece(f"In {later} {after['model']} costs "),
        Piece(f"{filters.money(usd(after))} per {unit}", "strong"),
        Piece(", "),
        Piece(share, "strong"),
        Piece(f" than in {earlier}."),
    )


def _said(sides: Sequence[tuple[Figures, str]], catalogue: Catalogue) -> tuple[Piece, ...]:
    monthly = all(month_usd(side) for side, _ in sides)
    usd, unit = (month_usd, "month") if monthly else (run_usd, "run")
    (low, one), (high, other) = (end(sides, key=lambda found: usd(found[0])) for end in (min, max))
    model = low["model"]
    if usd(low) == usd(high):
        price = f"{filters.money(usd(low))} per {unit}"
        return (Piece(f"{model} costs "), Piece("the same", "strong"), Piece(f" in these plans, {price}."))
    if (
        " in revision " in one
        and one.rpartition(" in revision ")[0] == other.rpartition(" in revision ")[0]
        and len(sides) == REVISIONS
    ):
        return _since(sides, usd, unit)
    apart = low["offer"] != high["offer"]
    here, there = (f" at {host_of_offer(side['offer'], catalogue)}" if apart else "" for side in (low, high))
    less = filters.percent((usd(high) - usd(low)) / usd(high))
    return (
        Piece(f"In “{one}” {model} costs "), Piece(f"{filters.money(usd(low))} per {unit}", "strong"),
        Piece(f"{here}, "), Piece(f"{less} less", "strong"), Piece(f" than in “{other}”{there}."),
    )  # fmt: skip
