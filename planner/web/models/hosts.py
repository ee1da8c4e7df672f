"""Who serves a model and at what rates: a row for each host, with its month drawn by kind of token."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from planner.core.cost.pricing import TIER_KEYS, card_for
from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Offer, Profile
from planner.core.models.modes import closest_of, modes_of
from planner.core.models.offers.second_prices import Disagreement, disagreements
from planner.core.models.rates import RateCard
from planner.core.results import Cost, Refusal
from planner.web.models.status import offer_doubt, offer_status

WIDEST = Decimal(94)
HARDLY = Decimal("1.05")
"""Bills whose ratio is below it are about the same."""
Apart = Literal["no rate", "cached input", "other rates"]
KINDS = (
    ("input_fresh", "k-fresh", "fresh"),
    ("cache_write", "k-write", "written"),
    ("cache_read", "k-read", "cached"),
    ("reasoning", "k-reason", "thinking"),
    ("visible", "k-visible", "answer"),
    ("summary", "k-visible", "summaries"),
    ("web_search", "k-fee", "searches"),
    ("requests", "k-fee", "fees"),
)
RATES = ("input", "output", "cache_read", "cache_write")


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a bar, in percent of the strip's width."""

    x: str
    width: str
    kind: str


@dataclass(frozen=True, slots=True)
class Host:
    """One host: its rates in USD/M and, while it is live, what it costs. `words` say why there is no figure;
    `disputes` are the rates of which a second price list has others; `doubt` that it may be gone."""

    offer: Offer
    card: RateCard
    cost: Cost | None
    words: str
    disputes: tuple[Disagreement, ...] = ()
    doubt: str = ""

    @property
    def usd(self) -> Decimal:
        return _usd(self.cost) if self.cost else Decimal(0)

    @property
    def rates(self) -> tuple[Decimal | None, ...]:
        """USD/M by `RATES`, None where not published."""
        rates = (getattr(self.card, name) for name in RATES)
        return tuple(None if rate is None else rate.base.quantize(Decimal("0.0001")) for rate in rates)

    @property
    def shares(self) -> list[tuple[str, str, Decimal]]:
        """Colour, word and share of the run's dollars, by kind of token; kinds that cost nothing left out."""
        whole = sum((line.usd for line in self.cost.lines), Decimal(0)) if self.cost else Decimal(0)
        if not self.cost or not whole:
            return []
        lines = self.cost.lines
        sums = [(css, word, sum((x.usd for x in lines if x.kind == kind), Decimal(0))) for kind, css, word in KINDS]
        return [(css, word, usd / whole) for css, word, usd in sums if usd]

    @property
    def long_rates(self) -> tuple[tuple[int, Decimal, Decimal], ...]:
        """Input and output in USD/M from a length of the input on, in tokens."""
        rate, output = self.card.input, self.card.output
        if rate is None or output is None:
            return ()
        return tuple((start, usd, output.at(Decimal(start + 1))) for start, usd in rate.tiers)

    @property
    def tiers(self) -> list[str]:
        """The service tiers with a row of their own."""
        whens = [set(variant.when) for variant in self.offer.variants]
        return [tier for tier, keys in TIER_KEYS.items() if any({key} in whens for key in keys)]

    def segments(self, most: Decimal) -> tuple[Segment, ...]:
        """Its bar, where `most` dollars are the widest."""
        at, drawn = Decimal(0), []
        for css, _, share in self.shares if most else ():
            width = share * self.usd / most * WIDEST
            drawn.append(Segment(f"{at:.2f}%", f"{width:.2f}%", css))
            at += width
        return tuple(drawn)


def thinking_mode(profile: Profile, effort: str) -> str:
    """The offered mode closest to `effort`; off for a model that does not think."""
    return "off" if profile.modes.value == ("off",) else closest_of(modes_of(profile), effort)


def hosts_of(terms: Terms, profile: Profile, mode: str) -> list[Host]:
    """Every listed offer of the model: live ones by price, then those that ended."""
    offers = [terms.catalogue.offers[i] for i in profile.offers if i in terms.catalogue.offers]
    hosts = [_host(terms, profile, offer, mode) for offer in offers]
    return sorted(hosts, key=lambda h: (h.cost is None, h.usd, bool(h.doubt), h.offer.id))


def _host(terms: Terms, profile: Profile, offer: Offer, mode: str) -> Host:
    card = card_for(offer, terms.when) or RateCard()
    disputes = disagreements(offer, terms.when)
    ended = offer_status(offer, profile, terms.day)
    if ended:
        return Host(offer, card, None, ended, disputes)
    answer = prepare(terms, offer, mode)
    if isinstance(answer, Refusal):
        return Host(offer, card, None, answer.text, disputes)
    return Host(offer, answer.inputs.card, answer.cost, "", disputes, offer_doubt(offer, profile, terms.day))


def _usd(cost: Cost) -> Decimal:
    """The month where there are runs, else one run."""
    return cost.usd_per_month if cost.runs_per_month else cost.usd_per_run


@dataclass(frozen=True, slots=True)
class Bills:
    """What live hosts ask. `apart`: the rates in which they differ; `ratio`: the dearest bill by the cheapest;
    `is_alike`: it hardly matters which one is taken."""

    apart: Apart
    ratio: Decimal
    is_alike: bool


def bills(live: Sequence[Host]) -> Bills:
    """Of hosts that have a price for the work, the cheapest first."""
    low, high = live[0].usd, live[-1].usd
    same = len({tuple(getattr(host.card, name) for name in RATES) for host in live}) == 1
    apart: Apart = "no rate" if same else "cached input" if only_cache_differs(live) else "other rates"
    return Bills(apart, high / low if low else Decimal(1), high < low * HARDLY or high == low)


def only_cache_differs(live: Sequence[Host]) -> bool:
    """Some hosts publish a rate for cached input and others none; their input and output rates are the same."""
    same = len({(host.card.input, host.card.output) for host in live}) == 1
    return same and len({host.card.cache_read is None for host in live}) == 2
