"""What is read from cache: how likely a prefix is warm, how likely it has expired, and whether caching pays.

Hit rate of a shared prefix with requests at random and a TTL refreshed on use: 1 - exp(-lambda x TTL).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from math import erf, exp, log, sqrt

from planner.core.cost.pricing import tier_starts
from planner.core.models.catalogue import HostCache
from planner.core.models.rates import Rate, RateCard
from planner.core.tokens.output_length import CallTime
from planner.core.workload import Workload, exact

TTL_SECONDS = {"5m": 300.0, "1h": 3600.0}
# Where only the user's own rates say that there is a cache: weak evidence (docs/methodology.md, Caches inside a run).
UNKNOWN_CACHE = HostCache("automatic", 300.0, 1024, 0.9)
# A derived hit rate is an estimate: four digits are all it can carry.
RATE_PLACES = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class CachePlan:
    """How this workload uses this offer's cache: rates 0-1, tokens, and whether misses are billed as writes.

    `reliability` is what the derived hit rate of a loop rests on, None where it was given or nothing is cached;
    `hour_share`: of what is written, the share kept for an hour at that rate, the rest at the rate `writes` names.
    """

    prefix_hit: Decimal
    loop_hit: Decimal
    minimum_tokens: Decimal
    writes: str | None
    ttl_seconds: float
    expiry_chance: float
    derived: bool
    prefix_given: bool = False
    reliability: float | None = None
    hour_share: Decimal = Decimal(0)


NO_CACHE = CachePlan(Decimal(0), Decimal(0), Decimal(0), None, 0.0, 0.0, False)


def warm_chance(runs_per_second: float, ttl_seconds: float) -> float:
    """Chance that a shared prefix is warm when a run begins."""
    return 1 - exp(-runs_per_second * ttl_seconds)


def expiry_chance(wait_seconds: float, call_seconds: float, call_spread: float, ttl_seconds: float) -> float:
    """Chance that the gap between two steps (a wait taken as certain, then a lognormal) outlasts the TTL."""
    room = ttl_seconds - wait_seconds
    if room <= 0:
        return 1.0
    if call_seconds <= 0:
        return 0.0
    if call_spread <= 0:
        return float(call_seconds > room)
    return 0.5 * (1 - erf((log(room) - log(call_seconds)) / (call_spread * sqrt(2))))


def ttl_offered(mode: str, cache: HostCache | None, card: RateCard) -> bool:
    """Whether the host has the explicit TTL asked for and a rate for writing to it."""
    if cache is None or mode not in cache.explicit_ttls:
        return False
    return (card.cache_write_1h if mode == "1h" else card.cache_write) is not None


def plan_cache(
    workload: Workload,
    cache: HostCache | None,
    card: RateCard,
    call: CallTime,
    *,
    own_write: bool = False,
) -> CachePlan:
    """The cache rates of one workload at one offer; nothing is read where no cache-read rate is published.

    `call`: how long its calls take, as the chance that an entry expires depends on it.

    `own_write`: the write rate is the user's own, so it is billed whatever it is.
    """
    mode = workload.cache.mode
    if mode == "off" or card.cache_read is None:
        return NO_CACHE
    cache = cache or UNKNOWN_CACHE
    ttl = _ttl_seconds(mode, cache)
    wait = float(workload.tool_seconds if workload.step_kind == "tool" else workload.gap_seconds)
    expired = _expired(workload, expiry_chance(wait + call.quiet, call.output_seconds, call.spread, ttl))
    reliability, minimum = cache.loop_reliability, cache.minimum_tokens
    given_prefix, given_loop = workload.cache.prefix_hit_rate, workload.cache.loop_hit_rate
    writes = "cache_write" if own_write else _write_rate(mode, cache, card)
    return CachePlan(
        prefix_hit=(
            exact(given_prefix) if given_prefix is not None else prefix_hit(workload, cache, workload.runs_per_day)
        ),
        loop_hit=exact(given_loop) if given_loop is not None else _rounded(reliability * (1 - expired)),
        minimum_tokens=Decimal(0) if given_loop is not None and workload.steps > 1 else Decimal(minimum),
        writes=writes,
        ttl_seconds=ttl,
        expiry_chance=expired,
        derived=given_prefix is None or (given_loop is None and workload.steps > 1),
        prefix_given=given_prefix is not None,
        reliability=reliability if given_loop is None else None,
        hour_share=hour_share(workload, card) if writes == "cache_write" else Decimal(0),
    )


def hour_share(workload: Workload, card: RateCard) -> Decimal:
    """Of what is written, the share kept for an hour; 0 where no rate for it is published."""
    return exact(workload.cache.write_1h_share) if card.cache_write_1h is not None else Decimal(0)


def mixed_write(write: float, hour: float, share: float) -> float:
    """The rate of writes of which `share` are kept for an hour."""
    return write * (1 - share) + hour * share if share else write


def _expired(workload: Workload, between_steps: float) -> float:
    """Chance that an entry is gone at the next step: the gap was too long, or the work paused before it."""
    return 1 - (1 - between_steps) * (1 - float(workload.pause_share))


def prefix_hit(workload: Workload, cache: HostCache | None, runs_per_day: float) -> Decimal:
    """The derived chance, 0-1, that the shared prefix is read from cache at this traffic; other fields as stated."""
    cache = cache or UNKNOWN_CACHE
    if workload.shared_prefix_tokens < cache.minimum_tokens:
        return Decimal(0).quantize(RATE_PLACES)
    warm = prefix_warm(workload, runs_per_day, _ttl_seconds(workload.cache.mode, cache))
    return _rounded(cache.reliability * warm)


def prefix_warm(workload: Workload, runs_per_day: float, ttl_seconds: float) -> float:
    """Chance that the shared prefix is warm when a run begins: certain where runs follow each other without a pause."""
    if workload.arrivals == "together":
        return 1.0
    return warm_chance(runs_per_day / (workload.hours_per_day * 3600), ttl_seconds)


def _ttl_seconds(mode: str, cache: HostCache) -> float:
    return TTL_SECONDS.get(mode) or cache.ttl_seconds


def _rounded(rate: float) -> Decimal:
    return Decimal(rate).quantize(RATE_PLACES)


def _write_rate(mode: str, cache: HostCache | None, card: RateCard) -> str | None:
    """The name of the rate that a cacheable miss is billed at; None where writing costs what input costs.

    An automatic cache with a "write" rate at or below input is one whose rate is for storing on request.
    """
    if mode == "1h":
        return "cache_write_1h" if card.cache_write_1h is not None else None
    if card.cache_write is None or card.input is None:
        return None
    explicit = mode == "5m" or (cache is not None and cache.kind == "explicit")
    return "cache_write" if explicit or card.cache_write.base > card.input.base else None


def break_even_hit_rate(card: RateCard, write_name: str, total_input: Decimal) -> Decimal | None:
    """The share read from cache above which caching saves: (W - 1) / (W - r), W and r in units of the input rate. None
    where writing costs no more than input; infinite where reading costs as much as input, so that caching never
    saves."""
    write: Rate | None = getattr(card, write_name)
    read = card.cache_read
    if write is None or read is None or card.input is None:
        return None
    fresh = card.input.at(total_input)
    if fresh == 0 or write.at(total_input) <= fresh:
        return None
    w, r = write.at(total_input) / fresh, read.at(total_input) / fresh
    return (w - 1) / (w - r) if r < 1 else Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Tariff:
    """The rates of one price tier, USD per million tokens."""

    fresh: float
    read: float
    write: float
    reasoning: float
    visible: float


def tariffs_of(card: RateCard, cache: CachePlan) -> list[tuple[int | None, Tariff]]:
    """The card's tiers, each with the tokens of input above which it holds."""
    return [(start, tariff_of(card, cache, start)) for start in (None, *tier_starts(card))]


def tariff_of(card: RateCard, cache: CachePlan, tier_start: int | None) -> Tariff:
    """The card's rates above `tier_start`; a rate that is not published is 0 here and never multiplied."""

    def at(rate: Rate | None) -> float:
        if rate is None:
            return 0.0
        return float(rate.at(Decimal(tier_start + 1)) if tier_start is not None else rate.base)

    write = at(getattr(card, cache.writes) if cache.writes else None)
    write = mixed_write(write, at(card.cache_write_1h), float(cache.hour_share))
    return Tariff(at(card.input), at(card.cache_read), write, at(card.reasoning or card.output), at(card.output))
