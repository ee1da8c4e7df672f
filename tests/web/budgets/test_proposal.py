"""The change that advice ticks for a start: of those that are enough, the one that loses the fewest points of score."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import cast

import pytest

from planner.core.budget.inputs import Budget
from planner.core.models.catalogue import Catalogue
from planner.schema.shapes.budget import BudgetAnswer, LineChange, Saving
from planner.web.budgets import proposal
from planner.web.budgets.proposal import enough_of, proposed

NO_BUDGET, NO_ANSWER = cast(Budget, None), cast(BudgetAnswer, None)
"""Neither is looked at where a change of effort is enough alone."""


def saving(effort: str, usd: int, *, after: float | None, chance: float = 0.05, line: int = 0) -> Saving:
    change = LineChange(line, "effort", None, effort, None, None, None)
    return Saving(
        line="A", kind="effort", text="", usd=Decimal(usd), usd_per_month=Decimal(usd), seconds_before=None,
        seconds_after=None, chance_any_month=chance, offer="", mode=effort, change=change, bench="b", score_before=50.0,
        score_after=after,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("scores", "chosen"),
    [
        ((20.0, 48.0, None), "medium"),
        ((20.0, None, 55.0), "high"),
        ((20.0, None, 35.0), "medium"),
        ((20.0, 10.0, 25.0), "high"),
        ((50.0, 50.0, 60.0), "low"),
    ],
)
def test_the_change_that_loses_the_fewest_points_is_chosen(
    catalogue: Catalogue, scores: tuple[float | None, ...], chosen: str
) -> None:
    """Each goes from 50 %; an unknown score counts as 10 points lost. Of equals the one that saves least is taken."""
    savings = [
        saving(effort, usd, after=after)
        for effort, usd, after in zip(("low", "medium", "high"), (1, 2, 3), scores, strict=True)
    ]
    assert enough_of(savings, NO_BUDGET, NO_ANSWER, catalogue) == (f"0~effort~{chosen}",)


@pytest.mark.parametrize(
    ("chance_of_both", "chosen"), [(0.05, ("0~effort~low", "1~effort~low")), (0.5, ("0~effort~off",))]
)
def test_a_much_lower_score_is_chosen_only_where_nothing_else_is_enough(
    catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch, chance_of_both: float, chosen: tuple[str, ...]
) -> None:
    """Off is enough alone and loses 30 points; two smaller changes are enough together, or are not."""
    savings = (
        saving("off", 9, after=20.0),
        saving("low", 5, after=48.0, chance=0.3),
        saving("low", 4, after=49.0, chance=0.3, line=1),
    )
    answer = SimpleNamespace(
        finding=SimpleNamespace(chance_any_month=0.4),
        months=(SimpleNamespace(month="2026-12"),),
        advice=SimpleNamespace(savings=savings),
    )
    both = SimpleNamespace(answer=SimpleNamespace(finding=SimpleNamespace(chance_any_month=chance_of_both)))
    monkeypatch.setattr(proposal, "together", lambda *_: both)
    assert proposed(NO_BUDGET, cast(BudgetAnswer, answer), catalogue) == chosen
