"""Who stands for an offer, and how an agent's loop is paced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from planner.core.latency.seconds import CHAT_READING, LOOP_READING, age_doubt, in_a_loop, pace_of, speed_doubt
from planner.core.models.catalogue import Speed
from planner.core.models.evidence import Stand, stand_for
from planner.core.models.families import Family
from planner.core.models.names.naming import index
from planner.core.tokens.fitted import Estimator, Fit, reasoning_mean
from planner.core.workload import NO_OVERRIDES, Overrides, Workload
from tests.core.build import estimator, fact, offer, profile

FIT = Fit(300.0, "family", 0.6)


@pytest.fixture(scope="module")
def fits() -> Estimator:
    families = (Family("inert", "Lab", ("inert",), inert=True), Family("ladder", "Lab", ("ladder",), "medium"))
    table = {("family:ladder", "medium", "everyday"): FIT, ("lab:Lab", "on", "everyday"): FIT}
    return replace(estimator(), families=families, reasoning=table)


def test_a_profile_stands_for_itself_where_it_was_measured(fits: Estimator) -> None:
    own = replace(fits, reasoning={**fits.reasoning, ("M", "low", "everyday"): FIT})
    assert stand_for(own, own.reasoning, "M", "inert-1", "high", "everyday") == Stand("M", "high")


def test_a_profile_nobody_measured_is_answered_by_the_family_its_name_tells(fits: Estimator) -> None:
    """By its own name, not by the id of a host, so that all of its hosts are answered alike."""
    assert stand_for(fits, fits.reasoning, "Ladder 3", "l3-fp8", "high", "everyday") == Stand("family:ladder", "high")
    assert stand_for(fits, fits.reasoning, "M", "ladder-3", "high", "everyday") == Stand("M", "high")


def test_models_of_its_tier_go_before_the_whole_family(fits: Estimator) -> None:
    tier = replace(fits, reasoning={**fits.reasoning, ("family:ladder/mini", "high", "everyday"): FIT})
    assert stand_for(tier, tier.reasoning, None, "ladder-2-mini", "high", "everyday").study_name == "family:ladder/mini"
    assert stand_for(tier, tier.reasoning, None, "ladder-2-max", "high", "everyday").study_name == "family:ladder"


def test_a_family_that_is_not_fitted_leaves_it_to_its_lab(fits: Estimator) -> None:
    """And its effort label changes nothing: high is the same as on."""
    assert stand_for(fits, fits.reasoning, None, "vendor/inert-1", "xhigh", "everyday") == Stand("lab:Lab", "on")


def test_a_ladder_keeps_its_efforts(fits: Estimator) -> None:
    assert stand_for(fits, fits.reasoning, None, "ladder-2", "high", "everyday") == Stand("family:ladder", "high")
    assert stand_for(fits, fits.reasoning, None, "ladder-2", "on", "everyday") == Stand("family:ladder", "medium")


def test_a_stranger_is_answered_by_its_class(fits: Estimator) -> None:
    assert stand_for(fits, fits.reasoning, None, "stranger", "high", "everyday") == Stand(None, "high")


def test_a_measured_model_of_that_name_goes_before_its_family(fits: Estimator) -> None:
    """In the kinds of work it was measured in, dates and previews aside; elsewhere its family answers."""
    own = {("Ladder 2", "high", "everyday"): Fit(90.0, "model+effort", 0.25), ("family:ladder", "high", "gpqa"): FIT}
    known = replace(fits, reasoning={**fits.reasoning, **own}, models=index([("ladder-2", "Ladder 2")]))

    def stands(model_id: str, mode: str, study_class: str) -> Stand:
        return stand_for(known, known.reasoning, None, model_id, mode, study_class)

    assert stands("vendor/ladder-2-preview-20260101", "low", "everyday") == Stand("Ladder 2", "low")
    assert stands("ladder-2", "low", "gpqa") == Stand("family:ladder", "low")
    assert stands("ladder-2", "low", "everyday+gpqa") == Stand("family:ladder", "low")
    assert stands("ladder-2-mini", "low", "everyday") == Stand("family:ladder", "low")


def test_a_familys_figure_keeps_what_the_fit_calls_it(fits: Estimator) -> None:
    found = reasoning_mean(fits, study_name="family:ladder", study_class="everyday", anchor="everyday", effort="medium")
    assert found == FIT


@pytest.mark.parametrize(
    ("load", "loops"),
    [
        (Workload(steps=1), False),
        (Workload(steps=2), True),
        (Workload(steps=2, step_kind="user_turn"), False),
    ],
)
def test_only_tool_steps_make_an_agent(load: Workload, loops: bool) -> None:
    assert in_a_loop(load) is loops


def test_an_agents_turn_and_its_whole_input_take_time() -> None:
    """1.8 s a turn and 0.75 s for every 10,000 tokens of which nine in ten are cached; the first call is plain."""
    pace = pace_of(offer("h/m"), None, "off", loops=True, overrides=NO_OVERRIDES)
    assert (pace.base_ttft_seconds, pace.turn_seconds) == (1.5, 1.8)
    assert pace.reading_seconds(1_000, 9_000) == pytest.approx(0.75)
    assert pace.reading_seconds(10_000, 0) > pace.reading_seconds(0, 10_000)
    assert pace.first_reading_seconds(15_000, 300_000) == pytest.approx(2.0)
    assert pace.reading == LOOP_READING


@pytest.mark.parametrize(("base", "turn"), [(0.5, 1.8), (1.8, 1.8), (3.0, 3.0)])
def test_a_step_waits_at_least_as_long_as_a_call(base: float, turn: float) -> None:
    slow = profile("m", base_ttft_seconds=fact(base))
    pace = pace_of(offer("h/m", profile_id="m"), slow, "off", loops=True, overrides=NO_OVERRIDES)
    assert (pace.base_ttft_seconds, pace.turn_seconds) == (base, turn)


def test_a_stated_ttft_holds_everything() -> None:
    pace = pace_of(offer("h/m"), None, "off", loops=True, overrides=Overrides(ttft_seconds=0.5))
    assert (pace.base_ttft_seconds, pace.reading_seconds(10_000, 10_000)) == (0.5, 0.0)


def test_a_chat_reads_its_cache_twenty_times_faster() -> None:
    assert CHAT_READING.cached_per_second == 20 * CHAT_READING.fresh_per_second


def test_the_newest_figure_of_the_endpoint_counts_and_its_age_widens_the_doubt() -> None:
    """0.12 for the same endpoint and 0.17 for a month, together 0.21; in a tool loop never under 0.4."""
    rows = [Speed(tps, "aa", day, "h", "high") for tps, day in ((90.0, date(2026, 8, 22)), (60.0, date(2026, 10, 3)))]
    known = replace(offer("h/m"), speeds=tuple(rows))
    months = date(2026, 11, 2)
    pace = pace_of(known, None, "high", loops=False, overrides=NO_OVERRIDES, on=months)
    assert (pace.tokens_per_second, pace.evidence.checked) == (60.0, date(2026, 10, 3))
    assert speed_doubt(pace) == pytest.approx((0.12**2 + 0.17**2) ** 0.5)
    fresh = pace_of(known, None, "high", loops=False, overrides=NO_OVERRIDES, on=date(2026, 10, 3))
    assert speed_doubt(fresh) == pytest.approx(0.12)
    looping = pace_of(known, None, "high", loops=True, overrides=NO_OVERRIDES, on=months)
    assert speed_doubt(looping) == 0.4
    given = pace_of(known, None, "high", loops=True, overrides=Overrides(tokens_per_second=50.0), on=months)
    assert speed_doubt(given) == 0.0


def test_a_model_without_a_figure_takes_that_of_its_tier_drawn_towards_the_median() -> None:
    """188 tok/s, twice the median of 94: 94 x 2^0.5."""
    sibling = Speed(188.0, "aa", date(2026, 10, 3), None, "high")
    known = replace(offer("h/m"), line_speeds=(sibling,), family_speeds=(("vendor", 66.0),))
    pace = pace_of(known, None, "high", loops=False, overrides=NO_OVERRIDES)
    assert pace.tokens_per_second == pytest.approx(94 * 2**0.5)
    assert pace.evidence.basis == "family"


@pytest.mark.parametrize(("days", "doubt"), [(0, 0.0), (1, 0.06), (84, 0.25), (182, 0.37), (9_999, 0.50)])
def test_a_speed_goes_stale(days: int, doubt: float) -> None:
    assert age_doubt(days) == pytest.approx(doubt)


def test_a_familys_speed_goes_before_the_prior() -> None:
    quick = replace(offer("openrouter/m"), family_speeds=(("router", 44.0), ("agent", 55.0), ("vendor", 66.0)))
    pace = pace_of(quick, None, "off", loops=False, overrides=NO_OVERRIDES)
    assert (pace.tokens_per_second, pace.evidence.basis) == (44.0, "class")
    assert pace_of(offer("openrouter/m"), None, "off", loops=False, overrides=NO_OVERRIDES).tokens_per_second == 61.0


@pytest.mark.parametrize(("level", "answered"), [("family", 900.0), ("model", 900.0), ("model+effort", 500.0)])
def test_a_fitted_ladder_never_falls_and_a_measurement_stands(fits: Estimator, level: str, answered: float) -> None:
    """Few thrifty models at `max` would else make thinking hardest cheaper than thinking hard."""
    rungs = {"high": 700.0, "xhigh": 900.0}
    table = {("m", effort, "chat"): Fit(tokens, "family", 0.6) for effort, tokens in rungs.items()}
    table |= {("m", "max", "chat"): Fit(500.0, level, 0.6), ("m", "on", "chat"): Fit(100.0, level, 0.6)}
    known = replace(fits, reasoning=table)

    def tokens(effort: str) -> float:
        fit = reasoning_mean(known, study_name="m", study_class="chat", anchor="everyday", effort=effort)
        assert fit.spread == 0.6
        return fit.value

    assert tokens("max") == answered
    assert (tokens("high"), tokens("on")) == (700.0, 100.0)
