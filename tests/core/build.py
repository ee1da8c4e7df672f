"""Small hand-made worlds for the core's tests: offers with plain prices, one task class, one fitted model."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from planner.core.estimate.comparison import compare
from planner.core.models.catalogue import Catalogue, HostCache, Lifecycle, Offer, Profile
from planner.core.models.facts import Fact
from planner.core.models.presets import TaskClass
from planner.core.models.rates import DatedCard, Rate, RateCard
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Refusal
from planner.core.tokens.fitted import Estimator, Fit, Spreads
from planner.core.workload import CacheSettings, Overrides, Workload

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
CHECKED = date(2026, 11, 1)
NO_CACHING = CacheSettings("off")


def fact(value: Any) -> Fact[Any]:
    return Fact(value, "a test", CHECKED)


def rate(base: str, *tiers: tuple[int, str]) -> Rate:
    return Rate(Decimal(base), tuple((start, Decimal(price)) for start, price in tiers))


def card(**rates: str) -> RateCard:
    """A card of plain rates, as text."""
    return RateCard(**{name: rate(price) for name, price in rates.items()})


OPUS_CARD = card(input="5", output="25", cache_read="0.5", cache_write="6.25", cache_write_1h="10")
EXPLICIT = HostCache("explicit", 300.0, 4096, 0.77, ("5m", "1h"))
AUTOMATIC = HostCache("automatic", 3600.0, 1024, 0.9)


def offer(offer_id: str = "host/model", **changes: Any) -> Offer:
    host, _, model = offer_id.partition("/")
    base: dict[str, Any] = {
        "id": offer_id,
        "host": host,
        "host_name": host.title(),
        "model_id": model,
        "name": model,
        "cards": (DatedCard(card(input="1", output="10", cache_read="0.1")),),
        "cache": AUTOMATIC,
    }
    return Offer(**(base | changes))


def profile(profile_id: str = "m", **changes: Any) -> Profile:
    base: dict[str, Any] = {
        "id": profile_id,
        "name": profile_id.upper(),
        "lab": "Lab",
        "family": "f",
        "study_name": profile_id,
        "modes": fact(("off", "low", "medium", "high")),
        "default_mode": fact("off"),
        "keeps_within_run": fact(True),
        "keeps_across_turns": fact(False),
        "inputs": fact(("text",)),
        "open_weights": fact(False),
        "context_window": fact(200_000),
        "lifecycle": Lifecycle(),
    }
    return Profile(**(base | changes))


EFFORTS = {"low": 100.0, "medium": 400.0, "high": 1000.0, "xhigh": 3000.0, "max": 2500.0, "on": 900.0}
MULTIPLIERS = {"low": 0.1, "medium": 0.4, "high": 1.0, "xhigh": 3.0, "max": 2.5}


def estimator(**reasoning: dict[str, float]) -> Estimator:
    """`estimator(m={"high": 2000})`: one class "chat" at anchor everyday, one agent class of 10 calls an episode."""
    fits = {
        (m, e, c): Fit(v, "model+effort", 0.5) for m, row in reasoning.items() for e, v in row.items() for c in CLASSES
    }
    return Estimator(
        reasoning_base={(c, e): v for c in CLASSES for e, v in EFFORTS.items()},
        reasoning=fits,
        visible_base={(c, thinks): 500.0 if thinks else 600.0 for c in CLASSES for thinks in (True, False)},
        visible_factor={
            ("m", "high", "everyday"): Fit(1.2, "model+effort"),
            ("m", "off", "everyday"): Fit(0.5, "model+effort"),
        },
        effort_multiplier={(a, e): v for a in ("everyday", "agent") for e, v in MULTIPLIERS.items()},
        spreads=Spreads({}, 0.3, 0.4, {}),
        source="a test",
        checked=CHECKED,
    )


CLASSES = ("chat", "loop")


def catalogue(*offers: Offer, profiles: tuple[Profile, ...] = (), fits: Estimator | None = None) -> Catalogue:
    return Catalogue(
        offers={o.id: o for o in offers},
        profiles={p.id: p for p in profiles},
        task_classes={
            "everyday_qa": TaskClass("everyday_qa", "Chat", "", "chat", "everyday", fact(1.0), 0.5),
            "research_agent": TaskClass("research_agent", "Agent", "", "loop", "agent", fact(10.0), 0.7),
        },
        presets={},
        estimator=fits or estimator(),
        prices_version="test",
        prices_checked=CHECKED,
    )


def ask(
    world: Catalogue, offer_id: str, mode: str = "off", *, overrides: Overrides | None = None, **changes: Any
) -> Any:
    """The one answer for one offer in one mode: an Estimate or a Refusal."""
    when = changes.pop("price_date", None)
    load = Workload(**({"visible_tokens_per_call": 500} | changes))
    own = {offer_id: overrides} if overrides else {}
    found = compare(EstimateRequest(load, (offer_id,), (mode,), own, when), world, now=NOW)
    answers: tuple[Estimate | Refusal, ...] = found.estimates + found.refused
    assert len(answers) == 1, answers
    return answers[0]
