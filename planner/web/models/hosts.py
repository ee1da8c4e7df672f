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
from planner.web import filters
from planner.web.models.status import offer_doubt, offer_status

WIDEST = Decimal(94)
HARDLY = Decimal("1.05")
"""Bills whose ratio is below it are about the same."""
Spread = Literal["alike", "other caches", "apart"]
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
    def split(self) -> str:
        """fresh 31%, cached 65%, thinking 4%."""
        return ", ".join(f"{word} {filters.percent(share)}" for _, word, share in _shares(self.cost))

    @property
    def more(self) -> list[str]:
        """Long-context rates, the service tiers with a row of their own, and the doubt that it may be gone."""
        if self.words:
            return [self.doubt] if self.doubt else []
        parts = []
        if self.card.input is not None and self.card.output is not None:
            for start, usd in self.card.input.tiers:
                out = self.card.output.at(Decimal(start + 1))
                parts.append(f"above {start:,} tokens of input {filters.rate(usd)} and {filters.rate(out)}")
        whens = [set(variant.when) for variant in self.offer.variants]
        tiers = [tier for tier, keys in TIER_KEYS.items() if any({key} in whens for key in keys)]
        parts += [f"also {', '.join(tiers)}"] if tiers else []
        return [*parts, self.doubt] if self.doubt else parts

    def segments(self, most: Decimal) -> tuple[Segment, ...]:
        """Its bar, where `most` dollars are the widest."""
        at, drawn = Decimal(0), []
        for css, _, share in _shares(self.cost) if most else ():
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


def _shares(cost: Cost | None) -> list[tuple[str, str, Decimal]]:
    """Colour, word and share of the run's dollars, by kind of token; kinds that cost nothing left out."""
    whole = sum((line.usd for line in cost.lines), Decimal(0)) if cost else Decimal(0)
    if not cost or not whole:
        return []
    sums = [(css, word, sum((x.usd for x in cost.lines if x.kind == kind), Decimal(0))) for kind, css, word in KINDS]
    return [(css, word, usd / whole) for css, word, usd in sums if usd]


def spread(live: Sequence[Host]) -> Spread:
    """How the bills of live hosts, the cheapest first, differ: hardly, by the price of cached input alone, or else."""
    if live[-1].usd < live[0].usd * HARDLY:
        return "alike"
    return "other caches" if only_cache_differs(live) else "apart"


def hosts_title(hosts: Sequence[Host]) -> str:
    """What the table shows, as a finding."""
    live = [host for host in hosts if host.cost]
    if not live:
        return "No host serves it any more"
    if len(live) == 1:
        return f"{live[0].offer.host_name} alone {'lists' if live[0].doubt else 'serves'} it"
    if len({_rates(host) for host in live}) == 1:
        return f"Its {filters.in_words(len(live))} hosts ask the same rates"
    low, high = live[0].usd, live[-1].usd
    ratio = high / low if low else Decimal(1)
    if only_cache_differs(live):
        return f"Hosts agree on every rate but the one for cached input{_raises(ratio)}"
    if ratio < HARDLY:
        return "Hosts differ in their rates, hardly in what they ask"
    return f"The dearest host asks {filters.ratio(ratio)} times what the cheapest does"


def _raises(ratio: Decimal) -> str:
    if ratio < HARDLY:
        return ", which hardly matters here"
    for times, word in ((2, "doubles"), (3, "triples")):
        if times - Decimal("0.2") <= ratio <= times + Decimal("0.2"):
            return f", and that one {word} the bill"
    return f", and that one makes it {filters.ratio(ratio)} times as dear"


def _rates(host: Host) -> tuple[object, ...]:
    return tuple(getattr(host.card, name) for name in RATES)


def only_cache_differs(live: Sequence[Host]) -> bool:
    """Some hosts publish a rate for cached input and others none; their input and output rates are the same."""
    same = len({(host.card.input, host.card.output) for host in live}) == 1
    return same and len({host.card.cache_read is None for host in live}) == 2
