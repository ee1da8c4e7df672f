"""The fit on a small made-up world whose truth is known, and its leave-one-out against fitting again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from math import exp, log

import numpy as np
import pytest

from scripts.fitting.by_date import constants, dated_misses, kind_among
from scripts.fitting.cells import Cell, Raw
from scripts.fitting.cleaning import believable, reasoning_cells
from scripts.fitting.crossval import Miss, known_misses, score, sd_of, unseen_misses
from scripts.fitting.fitting import fitted, write_tables
from scripts.fitting.labels import effort_of
from scripts.fitting.newcomers import raised, shortfall
from scripts.fitting.points import SHIPPED
from scripts.fitting.reading import finished
from scripts.fitting.resampling import sureness
from scripts.fitting.ridge import FREE, Term, kernel, left_out, predict, solve
from scripts.fitting.tables import efforts_of, kept, kind_of, model_rows
from scripts.fitting.terms import REASONING, reasoning_noise

CLASSES = {"gpqa": 8000.0, "hle": 16000.0, "tau2": 4000.0, "everyday": 700.0}


def world() -> Iterator[Cell]:
    """Three labs with three models each; a model thinks by its own factor times the class."""
    rng = np.random.default_rng(5)
    for i in range(9):
        factor = exp(rng.normal(0, 0.5))
        for effort, multiple in (("low", 0.2), ("high", 1.0)):
            for name, base in CLASSES.items():
                y = log(base * factor * multiple) + rng.normal(0, 0.05)
                yield Cell(f"lab{i // 3}", f"family{i // 3}", f"model{i}", effort, name, y)


CELLS = list(world())


def test_the_truth_is_found_again() -> None:
    solution = solve(CELLS, REASONING, reasoning_noise(CELLS))
    known = predict(solution, [c for c in CELLS if c.model == "model4"])
    assert np.abs(known - [c.y for c in CELLS if c.model == "model4"]).max() < 0.3


def test_the_same_table_gives_the_same_fit() -> None:
    one, two = (predict(solve(CELLS, REASONING, reasoning_noise(CELLS)), CELLS) for _ in range(2))
    assert np.array_equal(one, two)


def test_leaving_out_is_the_same_as_fitting_without() -> None:
    hidden = [i for i, cell in enumerate(CELLS) if cell.model == "model7"]
    noise = reasoning_noise(CELLS)
    whole = solve(CELLS, REASONING, noise, rounds=0)
    rest = [cell for i, cell in enumerate(CELLS) if i not in hidden]
    # Centred alike, as the mean of all cells is taken off before.
    shift = whole.mean - float(np.mean([cell.y for cell in rest]))
    again = predict(solve(rest, REASONING, np.delete(noise, hidden), rounds=0), [CELLS[i] for i in hidden])
    errors = np.array([CELLS[i].y for i in hidden]) - again
    assert left_out(whole, hidden) == pytest.approx(errors, abs=0.02 + abs(shift) * 0.01)


def test_a_wild_cell_is_loosened() -> None:
    wild = [*CELLS[:-1], Cell("lab2", "family2", "model8", "high", "everyday", 1.0)]
    solution = solve(wild, REASONING, reasoning_noise(wild))
    assert solution.noise.argmax() == len(wild) - 1
    assert solution.noise[-1] > 2 * np.median(solution.noise)


def test_one_feature_shrinks_as_the_formula_says() -> None:
    """Two equal cells 1 above the rest: n sd^2/(n sd^2 + noise^2) of the way, n 2, sd .5, noise .5 -> 2/3."""
    cells = [Cell("l", "f", name, "high", "gpqa", y) for name, y in (("a", 1.0), ("a", 1.0), ("b", -1.0), ("b", -1.0))]
    solution = solve(cells, (Term("model", ("model",), 0.5),), np.full(4, 0.5), rounds=0)
    assert predict(solution, cells[:1])[0] == pytest.approx(2 / 3, abs=0.01)


def test_evidence_thins_from_a_known_model_to_one_left_out() -> None:
    solution = solve(CELLS, REASONING, reasoning_noise(CELLS))
    known = score([miss for miss in known_misses(solution) if miss.kind == "model+effort"])
    unseen = score(unseen_misses(solution))
    assert known.n == unseen.n == len(CELLS)
    assert known.error < unseen.error


def test_a_model_left_out_is_predicted_as_if_it_had_never_been_fitted() -> None:
    noise, hidden = reasoning_noise(CELLS), [i for i, cell in enumerate(CELLS) if cell.model == "model7"]
    whole = solve(CELLS, REASONING, noise, rounds=0)
    rest = [cell for cell in CELLS if cell.model != "model7"]
    strangers = [replace(CELLS[i], model=None) for i in hidden]
    again = predict(solve(rest, REASONING, np.delete(noise, hidden), rounds=0), strangers)
    left = [miss.error + miss.cell.y for miss in unseen_misses(whole) if miss.cell.model == "model7"]
    assert left == pytest.approx(list(again), abs=0.02)


def test_what_is_known_of_a_model_at_an_effort() -> None:
    own = [cell for cell in CELLS if cell.model == "model1"]
    timed = replace(own[0], task_class="hidden_time", effort="max")
    assert efforts_of(own, ("low", "medium", "on")) == ["low", "medium"]
    told = {effort: kind_of(own, effort) for effort in ("low", "medium", "max")}
    assert told == {"low": "model+effort", "medium": "between", "max": "beyond"}
    assert kind_of([timed], "max") == "timed"


def test_a_new_model_is_predicted_from_what_was_released_before_it() -> None:
    """Nothing else of its release window is seen, its own cells least of all."""
    day = float(date(2026, 7, 15).toordinal())
    old = [replace(cell, day=float(date(2026, 6, 1).toordinal())) for cell in CELLS]
    new = [replace(old[0], model="new", day=day, y=y) for y in (0.0, 9.0)]
    found = dated_misses([*old, *new], (), REASONING, reasoning_noise).misses
    assert {miss.cut for miss in found} == {5}
    errors = [miss.error + miss.cell.y for miss in found if miss.cell.model == "new"]
    assert errors[0] == pytest.approx(errors[1])
    assert {kind_among(old)(miss.cell) for miss in found if miss.cell.model == "new"} == {"line"}


def test_a_model_of_a_lab_measured_in_other_families_is_predicted_as_anybodys() -> None:
    """lab0 thinks far more than the others; its new family gets the figure of an unknown lab."""
    old, new = float(date(2026, 6, 1).toordinal()), float(date(2026, 7, 15).toordinal())
    seen = [replace(cell, day=old, y=cell.y + 2 * (cell.lab == "lab0")) for cell in CELLS]
    points = [
        replace(CELLS[0], model="new", family="other", tier="t", lab=lab, day=new) for lab in ("lab0", "nobody's")
    ]
    found = dated_misses([*seen, *points], (), REASONING, reasoning_noise).misses
    assert [miss.kind for miss in found] == ["lab", "class"]
    assert found[0].error == pytest.approx(found[1].error)


def test_models_of_unmeasured_labs_are_raised_by_half_of_what_earlier_ones_lacked() -> None:
    """Earlier ones lacked ln 4 and ln 16 of thinking: ln 8 in the middle, half of it is added; others stay."""
    earlier = [Miss(CELLS[0], "class", -log(ratio)) for ratio in (4, 16)] + [Miss(CELLS[0], "lab", -5.0)]
    more = shortfall(earlier)
    assert more == {"thinking": pytest.approx(log(8) / 2), "not thinking": 0.0}
    plain = [
        Miss(CELLS[0], "class", 0.0),
        Miss(CELLS[0], "line", 0.0),
        Miss(replace(CELLS[0], effort="off"), "class", 0.0),
    ]
    assert [miss.error for miss in raised(plain, more)] == [pytest.approx(log(8) / 2), 0.0, 0.0]
    assert shortfall([]) == {"thinking": 0.0, "not thinking": 0.0}


def test_models_are_drawn_again_and_not_their_cells() -> None:
    """Ten cells of a model that is right and ten of one that is 50 % off: any share of the two may come."""
    found = sureness(["a"] * 10 + ["b"] * 10, [0.0] * 10 + [log(1.5)] * 10)
    assert (found.models, found.low, found.high) == (2, 0.0, pytest.approx(0.5))
    assert found.level_known == 0.0


def test_the_constant_is_the_median_of_class_and_effort_else_of_the_nearest_effort() -> None:
    cells = [Cell("l", "f", f"m{i}", "high", "gpqa", float(y)) for i, y in enumerate((1, 2, 9))]
    constant = constants([*cells, Cell("l", "f", "m", "low", "gpqa", -5.0)])
    assert (constant(cells[0]), constant(replace(cells[0], effort="xhigh"))) == (2.0, 2.0)
    assert constant(replace(cells[0], effort="medium")) in (2.0, -5.0)


def test_what_models_of_a_tier_have_in_common_fades_with_the_days_between_them() -> None:
    """sd 1, tau 120: at 120 days a covariance of 1/e above the level that everything shares."""
    cells = [Cell("l", "f", f"m{i}", "high", "gpqa", 0.0, day, "mini") for i, day in enumerate((0.0, 120.0))]
    shared = kernel(cells, cells, (Term("tier", ("family", "tier"), 1.0, tau=120.0),)) - FREE**2
    assert shared[0, 0] == pytest.approx(1.0)
    assert shared[0, 1] == pytest.approx(exp(-1))
    assert kernel(cells[:1], [replace(cells[1], tier=None)], (Term("t", ("tier",), 1.0),))[0, 0] == FREE**2


def test_scores_worked() -> None:
    found = [Miss(CELLS[0], "family", log(ratio)) for ratio in (0.5, 1.0, 1.2, 4.0)]
    result = score(found)
    assert result.error == pytest.approx(0.35)  # .5 .0 .2 3.0
    assert result.bias == pytest.approx((1.0 * 1.2) ** 0.5)
    assert result.within_2x == 0.5
    assert sd_of(np.array([0.1, 0.2, 0.3, 0.4, 0.5, 1.28155156])) == pytest.approx(0.39, abs=0.01)


@pytest.mark.parametrize(
    ("figures", "kept"),
    [
        (("gpqa", 0.0, 500.0), False),  # zero is "not reported"
        (("gpqa", 9000.0, 300.0), True),
        (("gpqa", 30.0, 900.0), False),  # thinking counted as answer: 3 % and three times the text
        (("tau2", 50.0, 2400.0), False),  # 2 % on agents
        (("hle", 50.0, 900.0), False),  # 5 % on hle
        (("everyday", 20.0, 800.0), True),
    ],
)
def test_cleaning(figures: tuple[str, float, float], kept: bool) -> None:
    raw = Raw("l", "f", "m", "high", *figures)
    assert believable(raw, 300.0) is kept


@pytest.mark.parametrize(
    ("model", "said", "effort"),
    [
        ("GPT-5", "", "medium"),
        ("GPT-5", "low", "low"),
        ("Kimi K2.5", "high", "on"),
        ("Kimi K3", "low", "low"),
        ("GLM-5.3", "max", "max"),
        ("Some new model", "low", "low"),
        ("MiniMax-M2.5", "low", "on"),
        ("DeepSeek V4 Pro", "xhigh", "max"),
        ("Claude Opus 4.6", "high", "high"),
        ("Claude Opus 4.5", "high", "on"),
        ("Gemini 3.1 Pro Preview", "", "high"),
    ],
)
def test_efforts_are_what_they_come_to(model: str, said: str, effort: str) -> None:
    assert effort_of(model, said) == effort


def test_versions_of_one_cell_are_averaged_in_ln() -> None:
    raws = [Raw("l", "f", "m", "on", "gpqa", r, 100.0) for r in (1000.0, 4000.0)]
    (cell,) = reasoning_cells(raws)
    assert exp(cell.y) == pytest.approx(2000)


def test_tables_are_written_for_a_small_world(tmp_path: object) -> None:
    raws = [
        Raw(
            str(c.lab),
            str(c.family),
            "GPT-5.4" if c.model == "model0" else str(c.model),
            c.effort,
            c.task_class,
            exp(c.y),
            200.0,
        )
        for c in CELLS
    ]
    raws += [Raw("lab0", "family0", f"quiet{i}", "off", name, 0.0, 300.0) for i in range(2) for name in CLASSES]
    write_tables(fitted(raws), 200.0, tmp_path)  # type: ignore[arg-type]
    text = (tmp_path / "reasoning.csv").read_text(encoding="utf-8")  # type: ignore[operator]
    (row,) = [line for line in text.splitlines() if line.startswith("GPT-5.4,high,model+effort,")]
    assert row.count("*") == len(CLASSES), "measured cells are marked, others are not"
    assert "model3,medium,between,0," in text
    assert "family:family0,low,family," in text
    assert "family:family0/,low,line," in text
    labs = {line.split(",", 4)[4] for line in text.splitlines() if line.startswith("lab:") and ",low,lab," in line}
    assert len(labs) == 1, "what a lab's other families do tells nothing of a new one"


def test_a_measured_cell_keeps_its_own_value_as_far_as_it_repeats() -> None:
    """1 - (.12/.25)^2 = 77 % of what is left of it after the fit; a cell loosened twice keeps half of that."""
    solution = solve(CELLS, REASONING, reasoning_noise(CELLS), rounds=0)
    i = next(i for i, cell in enumerate(CELLS) if cell.anchor == "exam")
    assert kept(solution, i, 0.0) == pytest.approx((1 - (0.12 / 0.25) ** 2) * CELLS[i].y)
    loose = replace(solution, noise=2 * solution.noise)
    assert kept(loose, i, 0.0) == pytest.approx(kept(solution, i, 0.0) / 2)


def test_an_effort_between_two_measured_ones_lies_between_them() -> None:
    """High lies on the way from low (-2) to xhigh (0.7), as far as the model's own ladder says."""
    own = [Cell("lab9", "family9", "far", effort, "gpqa", log(y)) for effort, y in (("low", 500.0), ("xhigh", 16000.0))]
    cells = [*CELLS, *own]
    solution = solve(cells, REASONING, reasoning_noise(cells))
    column = 4 + SHIPPED.index("gpqa")
    rows = [row for row in model_rows(solution, ("low", "high", "xhigh")) if row[0] == "far"]
    low, high, xhigh = (float(str(row[column]).rstrip("*")) for row in rows)
    assert low < high < xhigh
    assert high == pytest.approx(500 * 32 ** (2 / 2.7), rel=0.35)


def test_what_a_model_does_in_one_support_benchmark_says_more_of_the_other_than_of_other_agents() -> None:
    names = ("tau2", "tauBanking", "gdpval", "terminalbenchHard")
    even = [Cell(f"l{i}", f"f{i}", f"m{i}", "high", name, log(4000.0)) for i in range(8) for name in names]
    odd = [Cell("l9", "f9", "odd", "high", "tau2", log(16_000.0))]
    solution = solve([*even, *odd], REASONING, reasoning_noise([*even, *odd]))
    sister, other = predict(solution, [Cell("l9", "f9", "odd", "high", name) for name in ("tauBanking", "gdpval")])
    assert sister > other + 0.1


def test_an_agent_that_stopped_at_its_first_call_is_no_measurement() -> None:
    """Below 1 % of the median input: 990 of 100,000. An exam's prompt may be as short; an empty input is not known."""

    def row(slug: str, sent: str, benchmark: str = "terminalbenchV21") -> dict[str, str]:
        return {"slug": slug, "eval": benchmark, "input_per_item": sent}

    evals = [row("a", "100000"), row("b", "100000"), row("c", "1000000"), row("unknown", "")]
    stopped, least = row("stopped", "990"), row("least", "1000")
    exam = [row("x", "10", "gpqa"), row("y", "90000", "gpqa"), row("z", "90000", "gpqa")]
    found = finished([*evals, stopped, least, *exam])
    assert [one["slug"] for one in found] == ["a", "b", "c", "unknown", "least", "x", "y", "z"]
