"""The fit on a small made-up world whose truth is known, and its leave-one-out against fitting again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp, log

import numpy as np
import pytest

from scripts.fitting.cells import Cell, Raw
from scripts.fitting.cleaning import believable, reasoning_cells
from scripts.fitting.crossval import Miss, misses, score, sd_of
from scripts.fitting.fitting import fitted, write_tables
from scripts.fitting.labels import effort_of
from scripts.fitting.levels import along, filled
from scripts.fitting.ridge import Term, left_out, predict, solve
from scripts.fitting.tables import kept, model_rows
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


def test_evidence_thins_from_basis_to_basis() -> None:
    solution = solve(CELLS, REASONING, reasoning_noise(CELLS))
    known, unseen = (score(misses(solution, basis)) for basis in ("model+effort", "class"))
    assert known.n == unseen.n == len(CELLS)
    assert known.error < unseen.error


def test_scores_worked() -> None:
    found = [Miss(CELLS[0], "class", log(ratio)) for ratio in (0.5, 1.0, 1.2, 4.0)]
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
    assert "GPT-5.4,high,gpqa," in text
    assert "family:family0,low,everyday," in text
    unnamed = {line.split(",")[2] for line in text.splitlines() if line.startswith("model3,")}
    assert unnamed == {"everyday"}, "of a model that the product does not name, only what an open source measured"


def test_a_measured_cell_keeps_its_own_value_as_far_as_it_repeats() -> None:
    """1 - (.12/.25)^2 = 77 % of what is left of it after the fit; a loosened cell keeps less."""
    solution = solve(CELLS, REASONING, reasoning_noise(CELLS), rounds=0)
    i = next(i for i, cell in enumerate(CELLS) if cell.anchor == "exam")
    assert kept(solution, i, 0.0) == pytest.approx((1 - (0.12 / 0.25) ** 2) * CELLS[i].y)
    loose = replace(solution, noise=2 * solution.noise)
    assert kept(loose, i, 0.0) == pytest.approx(kept(solution, i, 0.0) / 4)


def test_an_index_lies_on_the_line_between_the_efforts_that_have_one() -> None:
    known = {"low": 20.0, "xhigh": 50.0}
    assert along(known, "low") == 20.0
    assert along(known, "high") == along(known, "on") == pytest.approx(40.0)
    assert along(known, "max") == 50.0
    assert along({}, "high") is None


def test_other_sources_get_the_index_of_the_same_model() -> None:
    raws = [
        Raw("l", "f", "m", "low", "gpqa", 500.0, 100.0, 20.0),
        Raw("l", "f", "m", "xhigh", "gpqa", 9000.0, 100.0, 50.0),
        Raw("l", "f", "m", "high", "everyday", 700.0, 100.0),
        Raw("l", "f", "stranger", "high", "everyday", 700.0, 100.0),
    ]
    assert [raw.index for raw in filled(raws)] == [20.0, 50.0, pytest.approx(40.0), None]


SLOPE = 0.8


def steep_world() -> list[Cell]:
    """Sixteen models in four families that think e^0.8 times as much for every step of their index; no chance in it."""
    rng = np.random.default_rng(7)
    levels = rng.uniform(-1.5, 1.5, 16)
    return [
        Cell(f"lab{i % 4}", f"family{i % 4}", f"model{i}", effort, name, log(base * multiple) + SLOPE * level, level)
        for i, level in enumerate(levels)
        for effort, multiple in (("low", 0.2), ("high", 1.0), ("xhigh", 2.0))
        for name, base in CLASSES.items()
    ]


STEEP = steep_world()


def test_an_effort_between_two_measured_ones_is_predicted_at_an_index_between_theirs() -> None:
    """Measured at index 0 and 2: high, two thirds of the way, thinks as one of index 4/3 does, not as one of none."""
    own = [
        Cell("lab9", "family9", "far", effort, "gpqa", log(8000 * multiple) + SLOPE * level, level)
        for effort, multiple, level in (("low", 0.2, 0.0), ("xhigh", 2.0, 2.0))
    ]
    cells = [*STEEP, *own]
    solution = solve(cells, REASONING, reasoning_noise(cells))
    spread = {(basis, name): 0.5 for basis in ("model", "model+effort", "family") for name in CLASSES}
    rows = {row[1:3]: float(str(row[3])) for row in model_rows(solution, ["far"], ("low", "high", "xhigh"), spread)}
    assert rows["low", "gpqa"] < rows["high", "gpqa"] < rows["xhigh", "gpqa"]
    assert rows["high", "gpqa"] == pytest.approx(8000 * exp(SLOPE * 4 / 3), rel=0.25)


def test_a_model_never_seen_is_predicted_at_its_familys_level() -> None:
    """Its index is no more known than the model: changing it changes no prediction."""
    told = [[miss.error for miss in left_out_family("model4", level)] for level in (-1.0, 2.0)]
    assert len(told[0]) == 12
    assert told[0] == pytest.approx(told[1], abs=0.02)


def left_out_family(model: str, level: float) -> list[Miss]:
    cells = [replace(cell, level=level) if cell.model == model else cell for cell in STEEP]
    solution = solve(cells, REASONING, reasoning_noise(cells), rounds=0)
    return [miss for miss in misses(solution, "family") if miss.cell.model == model]


def test_what_a_model_does_in_one_support_benchmark_says_more_of_the_other_than_of_other_agents() -> None:
    names = ("tau2", "tauBanking", "gdpval", "terminalbenchHard")
    even = [Cell(f"l{i}", f"f{i}", f"m{i}", "high", name, log(4000.0)) for i in range(8) for name in names]
    odd = [Cell("l9", "f9", "odd", "high", "tau2", log(16_000.0))]
    solution = solve([*even, *odd], REASONING, reasoning_noise([*even, *odd]))
    sister, other = predict(solution, [Cell("l9", "f9", "odd", "high", name) for name in ("tauBanking", "gdpval")])
    assert sister > other + 0.1
