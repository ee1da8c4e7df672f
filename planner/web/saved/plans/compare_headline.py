"""The first sentence on compared plans that are about one model: what it costs in each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from planner.core.models.catalogue import Catalogue
from planner.core.scenario.snapshot import Total
from planner.store.database.rows import Draft
from planner.web.saved.compare.heads import extremes
from planner.web.saved.plans.figures import chosen_pair, is_done
from planner.web.saved.plans.match import model_of


@dataclass(frozen=True, slots=True)
class OneModel:
    """The model that every plan has chosen, as each answered. `is_monthly`: dollars are of a month, else of a run."""

    sides: tuple[Total, ...]
    is_monthly: bool

    def usd(self, place: int) -> Decimal:
        side = self.sides[place]
        return side.usd_per_month if self.is_monthly else side.usd_per_run

    @property
    def extremes(self) -> tuple[int, int] | None:
        """Places of the cheapest and the dearest."""
        return extremes([self.usd(place) for place in range(len(self.sides))])


def one_model(drafts: Sequence[Draft], catalogue: Catalogue) -> OneModel | None:
    """None where the plans chose different models, or one of them no model that can do the work."""
    pairs = [chosen_pair(draft) for draft in drafts]
    sides = tuple(pair.main for pair in pairs if pair and pair.main and is_done(pair.main))
    models = {model_of(side.offer_id, catalogue) for side in sides}
    if len(sides) < len(drafts) or len(models) != 1:
        return None
    return OneModel(sides, is_monthly=all(side.usd_per_month for side in sides))
