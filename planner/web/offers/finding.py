"""What the list of every offer comes to: the cheapest and the quickest of what passes and fits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from planner.core.ranking.filters import Filters, refused_for
from planner.web.forms import thing_of
from planner.web.offers.alternatives import in_other_mode, reason
from planner.web.offers.form import RankForm
from planner.web.offers.ranking_view import RankingView
from planner.web.present.scores import Bench, bench_named


@dataclass(frozen=True)
class Finding:
    """What templates/offers/_finding.html says of a list; `cheap` and `quick` are places, None where nothing fits or no
    time is known; `models`: how many fit."""

    form: RankForm
    view: RankingView
    cheap: int | None
    quick: int | None
    models: int

    @property
    def thinks(self) -> bool:
        return self.form.mode == "on"

    @property
    def thing(self) -> str:
        """What is paid for, in one word."""
        return thing_of(self.form.plan)

    @property
    def bench(self) -> Bench:
        return bench_named(self.form.bench)

    @property
    def reason(self) -> str | None:
        """Why nothing is in the list; None where the filters are to blame."""
        return reason(self.form, self.view)

    @cached_property
    def in_other_mode(self) -> int:
        """How many offers are not ranked for how they think alone."""
        return in_other_mode(self.form, self.view)

    @property
    def priced(self) -> int:
        """How many offers have a price for the work."""
        return int(refused_for(self.view.ranking, "").any(axis=1).sum())

    @property
    def guessed(self) -> int:
        """How many of those ranked have no measurement of their own."""
        return int(self.view.guessed(self.view.places).sum())

    @property
    def asks(self) -> bool:
        """Whether a filter is set besides that offers are live."""
        return replace(self.view.wanted, live_only=True) != Filters()

    @property
    def seconds(self) -> float | None:
        return None if self.quick is None else self.view.seconds(self.quick)

    @cached_property
    def full(self) -> int:
        """How many offers cannot hold the run."""
        return int(self.view.ranking.over_window(self.view.places, self.view.slot).sum())

    @property
    def all_full(self) -> bool:
        return self.full == len(self.view.places)

    @cached_property
    def unknown(self) -> int:
        """How many are not known to think, or not to."""
        return int(self.view.ranking.thinks_unknown[self.view.places, self.view.slot].sum())

    @property
    def doubtful(self) -> int:
        """How many are not known to be served, where those that are known lead in their place."""
        unknown = self.view.ranking.columns.served_unknown
        return 0 if unknown[self.view.fit].any() else int(unknown[self.view.places].sum())

    @cached_property
    def cheaper_unserved(self) -> tuple[int, ...]:
        """Places of models that cost less than the one named and are not known to be served, the cheapest first."""
        ranking, slot = self.view.ranking, self.view.slot
        if self.cheap is None or ranking.columns.served_unknown[self.cheap]:
            return ()
        leads = np.array([group[0] for group in self.view.groups])
        leads = leads[ranking.columns.served_unknown[leads] & ~ranking.thinks_unknown[leads, slot]]
        usd = ranking.usd_at(leads.tolist(), slot)
        below = leads[usd < self.view.usd(self.cheap)]
        return tuple(sorted(below[~ranking.over_window(below, slot)].tolist(), key=self.view.usd))

    @property
    def unserved(self) -> tuple[str, ...]:
        """Who of the named is not reported as served."""
        named = dict.fromkeys(place for place in (self.cheap, self.quick) if place is not None)
        unknown = self.view.ranking.columns.served_unknown
        return tuple(self.view.name(place) for place in named if unknown[place])


def finding_of(form: RankForm, view: RankingView) -> Finding:
    fit = view.fit
    if not view.places or not fit:
        return Finding(form, view, None, None, 0)
    models = len(np.unique(view.ranking.columns.model_of[fit]))
    return Finding(form, view, view.cheapest(fit), view.quickest(fit), models)
