"""The model compared with others of the card, for the same plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from planner.core.cost.pricing import card_for
from planner.core.models.catalogue import Profile
from planner.core.models.offers.limits import window_of
from planner.core.models.rates import RateCard
from planner.core.results import Estimate, Pair, Refusal
from planner.web import filters
from planner.web.models.status import left_maker_on, status_of
from planner.web.plan.measures.seconds import run_seconds
from planner.web.plan.rows import main_side, ordered
from planner.web.present.amounts import band_of, usd_of
from planner.web.present.context_fit import misfit
from planner.web.present.scores import BENCHES, Bench


@dataclass(frozen=True, slots=True)
class Relative:
    """One model: the side it is ranked by, None where there are no figures; its offer's rates, and their day."""

    pair: Pair
    side: Estimate | None
    card: RateCard
    day: date

    @property
    def profile(self) -> Profile | None:
        return self.side.profile if self.side else None

    @property
    def why_not(self) -> str:
        """Why there are no figures."""
        return self.pair.on.text if self.side is None and isinstance(self.pair.on, Refusal) else ""

    @property
    def band(self) -> str:
        return filters.band(band_of(self.side), usd_of(self.side)) if self.side else ""

    @property
    def usd(self) -> Decimal | None:
        return usd_of(self.side) if self.side else None

    @property
    def misfit(self) -> str:
        return misfit(self.side) if self.side else ""

    @property
    def window(self) -> int | None:
        return window_of(self.pair.offer, self.profile) if self.pair.offer else None

    @property
    def seconds(self) -> float | None:
        """Of a run, on average, as on the plan page."""
        run = run_seconds(self.side) if self.side else None
        return run.value if run else None

    def score(self, bench: Bench) -> float | None:
        """The best on this benchmark, in percent."""
        known = self.profile.benchmarks if self.profile else ()
        return max((one.score for one in known if one.name == bench.name), default=None)

    @property
    def status(self) -> str:
        """Without the day a maker's own API stopped: the model's page says it."""
        if self.profile is None:
            return ""
        return "other hosts only" if left_maker_on(self.profile, self.day) else status_of(self.profile, self.day)


def shared_benchmark(profile: Profile, found: Sequence[Relative]) -> Bench | None:
    """The benchmark that most of these models have a score on, of those that `profile` has one on; of equals the first
    of the list. None where it has none."""
    having = Counter(name for one in found if one.profile for name in {b.name for b in one.profile.benchmarks})
    own = {b.name for b in profile.benchmarks if not b.disputed}
    return max((one for one in BENCHES if one.name in own), key=lambda one: having[one.name], default=None)


def relatives(pairs: Sequence[Pair], when: date | datetime) -> tuple[Relative, ...]:
    """Every model of the card and this one, cheapest first."""
    return tuple(_relative(pair, when) for pair in ordered(pairs, "month"))


def _relative(pair: Pair, when: date | datetime) -> Relative:
    card = (card_for(pair.offer, when) if pair.offer else None) or RateCard()
    return Relative(pair, main_side(pair), card, when.date() if isinstance(when, datetime) else when)
