"""Strengths, limits and tips that follow from facts, and the memory that weights need."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from planner.core.models.catalogue import Benchmark, Profile
from planner.core.models.profile import card
from tests.core.build import NOW, fact, profile


def model(key: str = "m", **changes: Any) -> Profile:
    facts = {"modes", "default_mode", "inputs", "open_weights", "context_window", "parameters", "weights_gigabytes",
             "keeps_across_turns", "max_output", "capabilities", "precision", "kv_bytes_per_token"}  # fmt: skip
    return replace(profile(key), **{k: fact(v) if k in facts and v is not None else v for k, v in changes.items()})


def score(name: str, percent: float, source: str = "Artificial Analysis, 22 Aug 2026") -> Benchmark:
    return Benchmark(name, percent, source, NOW.date())


@pytest.mark.parametrize(("billions", "bits", "gigabytes"), [(1000, 4, 500), (27, 16, 54), (27, 8, 27), (117, 4, 58.5)])
def test_weights_take_parameters_times_bits(billions: float, bits: float, gigabytes: float) -> None:
    assert card.weights_gigabytes(billions, bits) == gigabytes


def test_memory_is_published_or_computed_or_unknown() -> None:
    assert card.memory_of(model(open_weights=False, parameters=30.0)) is None
    assert card.memory_of(model(open_weights=True, parameters=None)) is None
    computed = card.memory_of(model(open_weights=True, parameters=30.0))
    assert computed is not None
    told = [(one.precision, one.gigabytes) for one in computed.sums]
    assert told == [("BF16", 60.0), ("FP8", 30.0), ("4 bits", 15.0)]
    assert (computed.released, computed.weights_gigabytes, computed.to_run_gigabytes) == (None, None, None)
    published = card.memory_of(model(open_weights=True, parameters=1000.0, weights_gigabytes=594.2))
    assert published is not None
    assert (published.published, published.weights_gigabytes) == (594.2, 594.2)


@pytest.mark.parametrize(
    ("precision", "sums", "weights"),
    [
        ("BF16", [("BF16", 54.0), ("FP8", 27.0), ("4 bits", 13.5)], 54.0),
        ("FP8", [("FP8", 27.0), ("4 bits", 13.5)], 27.0),
        ("INT4", [("INT4", 13.5)], 13.5),
        ("FP4 experts, FP8 elsewhere", [("BF16", 54.0), ("FP8", 27.0), ("4 bits", 13.5)], None),
    ],
)
def test_memory_begins_at_the_precision_of_the_release(
    precision: str, sums: list[tuple[str, float]], weights: float | None
) -> None:
    memory = card.memory_of(model(open_weights=True, parameters=27.0, precision=precision))
    assert memory is not None
    assert [(one.precision, one.gigabytes) for one in memory.sums] == sums
    assert memory.weights_gigabytes == weights


def test_memory_to_run_is_weights_and_one_window_of_cache() -> None:
    """27 GB of weights and 100,000 bytes x 200,000 tokens = 20 GB."""
    memory = card.memory_of(
        model(open_weights=True, parameters=27.0, precision="FP8", kv_bytes_per_token=100_000, context_window=200_000)
    )
    assert memory is not None
    assert (memory.window_gigabytes, memory.to_run_gigabytes) == (20.0, 47.0)


@pytest.mark.parametrize(("billions", "told"), [(150.0, False), (160.0, False), (170.0, True)])
def test_weights_above_one_gpu_are_a_limit(billions: float, told: bool) -> None:
    found = card.limits(model(open_weights=True, parameters=billions))
    assert any(text.startswith("Too large for one GPU of 80 GB") for text in found) is told


@pytest.mark.parametrize(
    ("modes", "limit"),
    [
        (("off",), "It does not think: hard reasoning needs another model."),
        (("low", "high"), "Thinking cannot be switched off: simple questions pay for it too."),
        (("off", "high"), None),
    ],
)
def test_what_the_modes_say(modes: tuple[str, ...], limit: str | None) -> None:
    said = [text for text in card.limits(model(modes=modes)) if "think" in text.lower().split(":")[0]]
    assert [text for text in said if "turns" not in text] == ([limit] if limit else [])


@pytest.mark.parametrize(("window", "long"), [(999_999, False), (1_000_000, True), (1_050_000, True)])
def test_a_long_window_is_a_strength(window: int, long: bool) -> None:
    found = card.strengths(model(context_window=window), ())
    assert any(text.startswith("Reads up to") for text in found) is long


def test_a_place_among_the_best_needs_a_field_and_a_measurement() -> None:
    others = tuple(model(f"o{i}", benchmarks=(score("GPQA", 50 + i),)) for i in range(25))
    best = model(benchmarks=(score("GPQA", 90.0), score("HLE", 40.0), score("MATH", 99.0, "Model card")))
    assert card.leading_places(best, others) == (("GPQA", 90.0),)
    assert card.leading_places(best, others[:10]) == ()
    middle = model(benchmarks=(score("GPQA", 60.5),))
    assert card.leading_places(middle, others) == ()
    fifth = model(benchmarks=(score("GPQA", 70.5),))
    assert card.leading_places(fifth, others) == (("GPQA", 70.5),)


@pytest.mark.parametrize(
    ("default", "modes", "tip"),
    [
        (None, ("low", "high"), "Name the thinking mode in every request: which one is the default is not published."),
        ("max", ("low", "max"), "Name a lower effort where it will do: left alone it thinks at max."),
        ("off", ("off", "high"), "Ask for thinking where it is needed: left alone it answers at off."),
        (
            "medium",
            ("low", "medium"),
            "Try low first: left alone it thinks at medium, and effort sets most of the bill.",
        ),
    ],
)
def test_the_first_tip_is_about_the_default(default: str | None, modes: tuple[str, ...], tip: str) -> None:
    assert card.tips(model(default_mode=default, modes=modes))[0] == tip


def test_a_model_with_one_mode_has_no_tip_on_it() -> None:
    assert not any("left alone" in tip for tip in card.tips(model(default_mode="off", modes=("off",), max_output=9)))
