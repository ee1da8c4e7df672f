"""Backtests of measured rows against a small catalogue, with results worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import exp, hypot

import pytest

from planner.core.latency.seconds import PRIOR_CHECKED, age_doubt
from planner.core.models.catalogue import Catalogue
from planner.core.models.rates import DatedCard
from planner.core.uncertainty.band import Band
from planner.core.validation.accuracy import Reason, elsewhere_sentence, fitted_sentence, score, validate
from planner.core.validation.backtest import EXACT, Backtest, PredictedFigure, backtest, with_cache
from planner.core.validation.matching import Match, known_names, match
from planner.core.validation.measured import Measured
from planner.core.workload import Workload
from tests.core.build import card, catalogue, estimator, offer, profile

DAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def small() -> Catalogue:
    """One model, 1,000 reasoning tokens at high and 600 visible; 3 USD in, 15 USD out a million."""
    return catalogue(
        offer("host/m", profile_id="m", cards=(DatedCard(card(input="3", output="15")),), cache=None),
        profiles=(profile("m", study_name="m", aliases=("Model M",), offers=("host/m",)),),
        fits=estimator(m={"high": 1000.0}),
    )


def put(small: Catalogue, **figures: object) -> Backtest:
    fields: dict[str, object] = {"model": "m", "effort": "high", "task_class": "everyday_qa", **figures}
    return backtest(small, known_names(small), Measured(**fields), on=DAY)  # type: ignore[arg-type]


def said(one: Backtest, quantity: str) -> PredictedFigure:
    return next(figure for figure in one.figures if figure.quantity == quantity)


def test_tokens_are_held_against_the_measured_ones(small: Catalogue) -> None:
    one = put(small, n=50, reasoning=1250, visible=600)
    figure = said(one, "reasoning tokens")
    assert (figure.predicted, figure.actual, figure.basis) == (1000, 1250, "model+effort")
    assert said(one, "visible tokens").predicted == 600
    assert figure.band is not None
    assert figure.same_work is not None
    assert figure.band.p10 < figure.same_work.p10 < 1000 < figure.same_work.p90 < figure.band.p90


def test_one_run_is_held_against_the_band_of_one_run(small: Catalogue) -> None:
    """It is centred lower by exp(-(.5^2 + .3^2)/2) = 0.8437."""
    one = said(put(small, n=1, reasoning=1250), "reasoning tokens")
    assert one.band is not None
    assert one.band.p50 == one.predicted == pytest.approx(843.7, abs=0.1)


def test_dollars_and_seconds_of_one_run_are_the_middle_runs(small: Catalogue) -> None:
    figures = {"input": 2000, "visible": 600, "reasoning": 1000, "cost": 0.03, "seconds": 20.0}
    one, many = (put(small, n=n, **figures) for n in (1, 50))
    for quantity, found in ((q, found) for q in ("cost", "seconds") for found in (one, many)):
        band = said(found, quantity).band
        assert band is not None
        assert said(found, quantity).predicted == pytest.approx(band.p50, rel=0.01)
    stated = said(many, "cost given tokens").predicted
    assert said(one, "cost given tokens").predicted == pytest.approx(stated, rel=1e-12)


def test_cost_given_tokens_is_the_rows_own_tokens_at_the_published_rates(small: Catalogue) -> None:
    one = put(small, n=50, input=2000, visible=100, reasoning=900, cost=0.021)
    assert said(one, "cost given tokens").predicted == pytest.approx((2000 * 3 + 1000 * 15) / 1e6)
    assert said(one, "cost").predicted == pytest.approx((2000 * 3 + 1600 * 15) / 1e6, rel=0.15)


def test_seconds_have_a_band_of_the_mean_of_n_or_of_one_run(small: Catalogue) -> None:
    figures = {"input": 2000, "visible": 600, "reasoning": 1000, "seconds": 30.0}

    def width(n: float, quantity: str) -> float:
        one = said(put(small, n=n, **figures), quantity)
        assert one.band is not None
        assert one.band.p10 < one.predicted < one.band.p90
        return one.band.p90 / one.band.p10

    for quantity in ("seconds", "seconds given tokens"):
        assert width(1, quantity) > width(10, quantity) > width(1000, quantity)
    assert width(10, "seconds") > width(10, "seconds given tokens")


def test_the_mean_of_many_runs_keeps_the_doubt_about_the_hosts_speed(small: Catalogue) -> None:
    """100,000 tokens at a speed that is a prior: sd 0.70, and the age of the prior; p90 is exp(1.2816 sd) of p50."""
    one = put(small, n=1e6, input=10, visible=50_000, reasoning=50_000, seconds=1000.0)
    band = said(one, "seconds given tokens").band
    assert band is not None
    assert band.p50 == pytest.approx(said(one, "seconds given tokens").predicted, rel=0.01)
    width = exp(1.2816 * hypot(0.70, age_doubt((DAY - PRIOR_CHECKED).days)))
    assert width > exp(1.2816 * 0.70)
    assert (band.p90 / band.p50, band.p50 / band.p10) == pytest.approx((width, width), rel=0.01)


def test_cost_given_tokens_is_exact_and_has_no_band(small: Catalogue) -> None:
    one = put(small, n=10, input=2000, visible=100, reasoning=900, cost=0.021)
    assert said(one, EXACT).band is None
    assert said(one, "cost").band is not None


def test_who_does_not_think_need_not_report_it(small: Catalogue) -> None:
    """An empty field of a row that thinks is not known; of one that does not, nothing."""
    off = put(small, effort="none", input=2000, visible=1000, cost=0.021)
    assert said(off, "cost given tokens").predicted == pytest.approx((2000 * 3 + 1000 * 15) / 1e6)
    thinking = put(small, input=2000, visible=1000, cost=0.021)
    assert "cost given tokens" not in {figure.quantity for figure in thinking.figures}


def test_steps_multiply_tokens_per_call(small: Catalogue) -> None:
    """An episode of this agent has 10 calls and 1,000 reasoning tokens: 100 a call, 2,000 in 20."""
    one = put(small, n=50, task_class="research_agent", steps=20, reasoning=1)
    assert said(one, "reasoning tokens").predicted == 2000


def test_the_input_of_an_agent_is_met(small: Catalogue) -> None:
    figures = {"steps": 5, "input": 100_000, "visible": 500, "reasoning": 500, "cost": 1.0}
    one = put(small, task_class="research_agent", **figures)
    # All of it at the input rate, as the host has no cache: 100,000 x 3 + 1,000 x 15.
    assert said(one, "cost given tokens").predicted == pytest.approx(0.315, rel=0.001)


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"model": "nobody"}, "no offer is known for nobody"),
        ({"task_class": "juggling"}, "task class 'juggling' is not known"),
        ({"effort": "extreme"}, "effort 'extreme' is not known"),
        ({"effort": "xhigh"}, "has no mode xhigh"),
        ({"problem": "n must be 1 or more"}, "n must be 1 or more"),
        ({"reasoning": 0}, "nothing in the row can be compared"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_a_reason(
    small: Catalogue, figures: dict[str, object], reason: str
) -> None:
    assert reason in put(small, **figures).refused


@pytest.mark.parametrize("name", ["m", "Model M", "host/m", "m-high"])
def test_a_model_is_found_by_any_of_its_names(small: Catalogue, name: str) -> None:
    found = match(small, known_names(small), Measured(name, "default" if name == "m-high" else "high", "everyday_qa"))
    assert isinstance(found, Match)
    assert (found.offer.id, found.mode) == ("host/m", "high")


def test_a_sibling_benchmark_is_work_of_its_class_but_not_the_very_same(small: Catalogue) -> None:
    classes = {**small.task_classes}
    classes["everyday_qa"] = replace(classes["everyday_qa"], siblings=("trivia",))
    kin = replace(small, task_classes=classes)
    one = put(kin, task_class="trivia", n=50, reasoning=1250)
    figure = said(one, "reasoning tokens")
    assert (one.task_class, figure.predicted, figure.same_work) == ("everyday_qa", 1000, None)
    assert figure.band == said(put(small, n=50, reasoning=1250), "reasoning tokens").band


def test_scores_worked() -> None:
    figures = [PredictedFigure("q", "class", p, 100, Band(p / 2, p, p * 2)) for p in (40, 80, 104, 150, 300)]
    result = score("q", "c", "class", figures)
    # Ratios .4 .8 1.04 1.5 3: errors .6 .2 .04 .5 2; 100 lies outside 20-80 and 150-600.
    assert (result.n, result.error, result.bias) == (5, 0.5, 1.04)
    assert (result.within_5_percent, result.coverage, result.coverage_same_work) == (0.2, 0.6, None)


def test_groups_and_refusals_are_counted() -> None:
    row = Measured("m", "high", "x", file="f", line=3)
    answered = Backtest(row, "x", (PredictedFigure("q", "model", 1, 1), PredictedFigure("r", "class", 2, 1)))
    result = validate([answered, Backtest(row, "x", refused="why"), Backtest(row, "x", refused="why")])
    assert (result.answered, result.refused) == (1, 2)
    assert result.reasons == (Reason("why", 2, (("f", 3), ("f", 3))),)
    assert [(s.quantity, s.task_class, s.basis) for s in result.scores] == [
        ("q", "all", "all"),
        ("q", "x", "model"),
        ("r", "all", "all"),
        ("r", "x", "class"),
    ]


def test_rows_that_were_fitted_on_are_counted_by_source() -> None:
    answered = Backtest(
        Measured("m", "high", "x", source="bullshitbench v1 (MIT)"), "x", (PredictedFigure("q", "model", 1, 1),)
    )
    refused = replace(answered, figures=(), refused="why")
    own = replace(answered, row=replace(answered.row, source="ours"))
    assert validate([answered, refused, own]).fitted == (("BullshitBench v1", 1),)
    assert fitted_sentence([("BullshitBench v1", 1), ("MCPMark", 2000)]).startswith(
        "The planner was fitted on rows of this kind (1 from BullshitBench v1, 2,000 from MCPMark)"
    )
    assert fitted_sentence([]) == ""


def test_an_offer_that_is_not_known_is_told_and_one_of_another_model_refused(small: Catalogue) -> None:
    unknown = put(small, offer="nowhere/m", reasoning=500.0)
    assert unknown.elsewhere and not unknown.refused
    assert validate([unknown, put(small, reasoning=500.0)]).elsewhere == 1
    assert elsewhere_sentence(1).startswith("1 row names an offer that is not known. It was answered")
    assert elsewhere_sentence(0) == ""
    profiles = {**small.profiles, "other": profile("other", name="Another")}
    two = replace(small, profiles=profiles, offers={**small.offers, "host/o": offer("host/o", profile_id="other")})
    assert put(two, offer="host/o").refused == "offer host/o is Another, not M"


CACHED = card(input="3", output="15", cache_read="0.3", cache_write="3.75")


@pytest.mark.parametrize(
    ("figures", "usd"),
    [
        # 1,000 fresh x 3 + 9,000 read x 0.3 + 100 out x 15, per million.
        ({"input": 10_000, "cached": 9_000, "visible": 100, "reasoning": 0}, 0.0072),
        # Not said to be cached: all of it at the full rate.
        ({"input": 10_000, "visible": 100, "reasoning": 0}, 0.0315),
        # 500 of the fresh thousand were written to the cache, at 3.75.
        ({"input": 10_000, "cached": 9_000, "cache_write": 500, "visible": 100, "reasoning": 0}, 0.007575),
        # An output that is not split costs the same.
        ({"input": 10_000, "cached": 9_000, "output": 100}, 0.0072),
    ],
)
def test_cached_tokens_are_billed_at_their_own_rate(figures: dict[str, float], usd: float) -> None:
    world = catalogue(
        offer("host/m", profile_id="m", cards=(DatedCard(CACHED),)),
        profiles=(profile("m", study_name="m", offers=("host/m",)),),
        fits=estimator(m={"high": 1000.0}),
    )
    found = said(put(world, cost=1.0, **figures), "cost given tokens")
    assert found.predicted == pytest.approx(usd, rel=1e-9)


def test_a_loop_reads_as_much_from_cache_as_was_measured() -> None:
    """Three calls of 1,000, 2,000 and 3,000 tokens: of the 3,000 sent before, 2,400 were read."""
    load = with_cache(Workload(input_tokens=1000, tool_result_tokens=900, visible_tokens_per_call=100, steps=3), 2400)
    assert load.cache.loop_hit_rate == pytest.approx(0.8)
    assert with_cache(load, 9_999_999).cache.loop_hit_rate == 1


@pytest.mark.parametrize(
    ("model", "offer_id", "usd"),
    [
        ("Command R+", "cohere/command-r-plus", 2.5),
        ("ft:gpt-4o-mini-2024-07-18:acme::abc123", "openai/ft:gpt-4o-mini", 0.3),
        ("us.anthropic.claude-opus-4-5-20251101-v1:0", "aws/regional.anthropic.claude-opus-4-5-v1:0", 5.5),
        ("openrouter/perplexity/sonar", "openrouter/perplexity/sonar", 1.0),
    ],
)
def test_a_row_is_priced_at_the_offer_that_its_name_means(
    catalogue: Catalogue, model: str, offer_id: str, usd: float
) -> None:
    row = Measured(model, "off", "extraction", input=1e6, visible=0, cost=usd)
    found = match(catalogue, known_names(catalogue), row, on=DAY)
    assert isinstance(found, Match)
    assert found.offer.id == offer_id
    tested = backtest(catalogue, known_names(catalogue), row, on=DAY)
    assert said(tested, "cost given tokens").predicted == pytest.approx(usd, rel=1e-9)
