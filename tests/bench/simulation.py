"""The draws behind every range: nine models in two modes, against a plain loop over draws and calls."""

from __future__ import annotations

from collections.abc import Iterator
from math import exp

from planner.core.cost.caching import tariff_of
from planner.core.estimate.one_offer import prepare
from planner.core.estimate.terms import Prepared, Terms
from planner.core.models.modes import reference_mode
from planner.core.results import Refusal
from planner.core.uncertainty.draw_columns import DRAWS, draw_columns
from planner.core.uncertainty.simulation import Outcome
from planner.core.uncertainty.token_draws import call_draws
from tests.bench.measure import Figure, both, readable
from tests.bench.world import AGENT, NOW, catalogue

WANTED_SECONDS = 0.040
SAMPLED_DRAWS = 64
RUNS_PER_MONTH = 1200.0


def prepared() -> list[Prepared]:
    """The nine of the model card at their first offers, off and thinking."""
    terms = Terms(AGENT, catalogue(), NOW, "calendar")
    nine = [terms.catalogue.profiles[name] for name in terms.catalogue.model_sets["card"].models]
    nine = [profile for profile in nine if profile.modes.value != ("off",)]
    first = [(terms.catalogue.offers[profile.offers[0]], profile) for profile in nine]
    asked = [(o, mode) for o, p in first for mode in (_least(p.modes.value), reference_mode(o, p))]
    answers = [prepare(terms, offer, mode) for offer, mode in asked]
    return [answer for answer in answers if not isinstance(answer, Refusal)]


def _least(modes: tuple[str, ...]) -> str:
    return modes[0]


def drawn(ready: list[Prepared]) -> None:
    """Ours: every draw of every estimate at once, none of them kept from before."""
    call_draws.cache_clear()
    for one in ready:
        parts = [(float(share), run) for share, run in one.parts]
        made = Outcome(one.inputs, parts, fees_usd=0.0, runs_per_month=RUNS_PER_MONTH, seed=1)
        for name in ("reasoning", "visible", "reasoning_mean", "run_usd", "month_usd", "seconds"):
            getattr(made, name)


def looped(one: Prepared) -> float:
    """A plain loop: draw the thinking of a run, then add its calls up one by one; dollars of all sampled runs."""
    run, columns = one.parts[0][1], draw_columns(1)
    tariff = tariff_of(one.inputs.card, run.cache, None)
    fixed = float(run.shape.growth - run.shape.reasoning)
    total = 0.0
    for belief, item in zip(columns.belief[:SAMPLED_DRAWS], columns.item[:SAMPLED_DRAWS], strict=True):
        thought = float(run.shape.reasoning) * exp(0.5 * belief + 0.7 * item)
        before = 0.0
        for step in range(run.shape.steps):
            sent = float(run.shape.start) + step * (fixed + thought)
            read = float(run.cache.loop_hit) * before
            total += read * tariff.read + (sent - read) * tariff.fresh + thought * tariff.reasoning
            before = sent
    return total / 1e6


def figures() -> Iterator[Figure]:
    """The plain loop on a sample of draws of one estimate, scaled to all of them."""
    ready = prepared()
    sample, ours = both(lambda: looped(ready[1]), lambda: drawn(ready), 9)
    plain = sample * (DRAWS / SAMPLED_DRAWS) * len(ready)
    yield Figure(
        f"simulation: {len(ready)} estimates x {DRAWS:,} draws",
        readable(plain),
        readable(ours),
        plain / ours,
        "40 ms",
        ours < WANTED_SECONDS,
        "9 models x 2 modes, an agent of 300 steps: tokens, dollars and seconds of one run, and of a month. "
        f"Baseline: dollars of one run call by call in plain Python, on {SAMPLED_DRAWS} draws, scaled.",
    )
