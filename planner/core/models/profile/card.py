"""The card of a model: strengths, limits, tips, and the memory its weights need.

Every sentence follows from figures in the profile or from its rank among the other profiles, so none can be out of date
while the facts are right. Everything else on a card is written by hand, with its source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.core.models.catalogue import Profile
from planner.core.workload import EFFORTS, NOT_THINKING

LONG_WINDOW = 1_000_000
SHORT_WINDOW = 270_000
LEADERS = 5
FEWEST_MEASURED = 20
"""A rank among the best is named only where at least this many profiles have the score."""
FULLEST = ("xhigh", "max")
PRECISIONS = (("BF16", 16), ("FP8", 8), ("4 bits", 4))
"""What weights are commonly served at, from the most bits to the fewest; bits a parameter."""
FOUR_BITS = ("INT4", "MXFP4", "NVFP4")
ONE_GPU_GIGABYTES = 80


@dataclass(frozen=True, slots=True)
class Sum:
    """Gigabytes of weights at a precision: billions of parameters x bits / 8. `as_released` where the makers publish
    the weights at it."""

    precision: str
    parameters_billions: float
    bits: int
    as_released: bool = False

    @property
    def gigabytes(self) -> float:
        return weights_gigabytes(self.parameters_billions, self.bits)


@dataclass(frozen=True, slots=True)
class Memory:
    """Gigabytes that a model needs to run: its weights, `published` as downloaded and by `sums` from its size, and
    `window_gigabytes` for one full window of KV cache. None where it is not published."""

    published: float | None
    sums: tuple[Sum, ...]
    window_gigabytes: float | None = None

    @property
    def released(self) -> Sum | None:
        """The sum at the precision of the release; None where the release mixes several or does not say."""
        return next((one for one in self.sums if one.as_released), None)

    @property
    def weights_gigabytes(self) -> float | None:
        """What the weights as released need: the download, else the sum at their precision."""
        if self.published is not None:
            return self.published
        return self.released.gigabytes if self.released else None

    @property
    def to_run_gigabytes(self) -> float | None:
        """Weights and one full window; None where either is not known."""
        weights, window = self.weights_gigabytes, self.window_gigabytes
        return None if weights is None or window is None else weights + window


def weights_gigabytes(parameters_billions: float, bits: float) -> float:
    """Parameters x bits / 8: billions of parameters at one byte each are gigabytes."""
    return parameters_billions * bits / 8


def memory_of(profile: Profile) -> Memory | None:
    """What the weights need; None where they are closed or their size is not published."""
    if not profile.open_weights.value or profile.parameters is None:
        return None
    cache = profile.kv_bytes_per_token
    return Memory(
        profile.weights_gigabytes.value if profile.weights_gigabytes else None,
        _sums(profile.parameters.value, profile.precision.value if profile.precision else ""),
        cache.value * profile.context_window.value / 1e9 if cache else None,
    )


def _sums(parameters_billions: float, released: str) -> tuple[Sum, ...]:
    """At the precision of the release and at fewer bits; at every one where the release mixes several."""
    name = "4 bits" if released in FOUR_BITS else released
    names = [precision for precision, _ in PRECISIONS]
    start = names.index(name) if name in names else 0
    return tuple(
        Sum(released if precision == name else precision, parameters_billions, bits, precision == name)
        for precision, bits in PRECISIONS[start:]
    )


def strengths(profile: Profile, others: Iterable[Profile]) -> tuple[str, ...]:
    """What speaks for the model, by its facts."""
    return tuple(_strengths(profile, tuple(others)))


def _strengths(profile: Profile, others: tuple[Profile, ...]) -> Iterator[str]:
    window, modes = profile.context_window.value, profile.modes.value
    places = leading_places(profile, others)
    if places:
        text = ", ".join(f"{name} ({score:g}%)" for name, score in places)
        yield f"Among the {LEADERS} best measured of the models with a profile here on {text}."
    if window >= LONG_WINDOW:
        yield f"Reads up to {window:,} tokens at once."
    kinds = [kind for kind in ("image", "audio", "video") if kind in profile.inputs.value]
    if kinds:
        yield f"Reads {_listed([_plural(kind) for kind in kinds])} beside text."
    efforts = [mode for mode in modes if mode in EFFORTS]
    if "off" in modes and efforts:
        yield f"Thinking can be switched off or set to {_listed(efforts)}."
    elif modes == ("off", "on"):
        yield "Thinking can be switched on and off."
    if profile.open_weights.value:
        yield "Its weights are open: it can be served and tuned by anybody its licence allows."


def leading_places(profile: Profile, others: tuple[Profile, ...]) -> tuple[tuple[str, float], ...]:
    """Benchmarks on which the model is among the best measured, with its best score in percent, best rank first."""
    best = {one.id: _best_scores(one) for one in (*others, profile)}
    found: list[tuple[int, str, float]] = []
    for name, score in best[profile.id].items():
        field = [scores[name] for scores in best.values() if name in scores]
        place = sum(other > score for other in field)
        if len(field) >= FEWEST_MEASURED and place < LEADERS:
            found.append((place, name, score))
    return tuple((name, score) for _, name, score in sorted(found)[:3])


def _best_scores(profile: Profile) -> dict[str, float]:
    """The best measured score by benchmark; the makers' own claims are not comparable and left out."""
    found: dict[str, float] = {}
    for row in profile.benchmarks:
        if row.source.startswith("Artificial Analysis"):
            found[row.name] = max(row.score, found.get(row.name, 0.0))
    return found


def limits(profile: Profile) -> tuple[str, ...]:
    """What speaks against the model, by its facts."""
    return tuple(_limits(profile))


def _limits(profile: Profile) -> Iterator[str]:
    modes, window = profile.modes.value, profile.context_window.value
    if modes == ("off",):
        yield "It does not think: hard reasoning needs another model."
    elif "off" not in modes:
        yield "Thinking cannot be switched off: simple questions pay for it too."
    if profile.inputs.value == ("text",):
        yield "Reads text alone: images need another model."
    if window < SHORT_WINDOW:
        yield f"A window of {window:,} tokens: long agent runs must summarise on the way."
    if profile.keeps_across_turns.value:
        yield "The thinking of earlier turns stays in the context and is billed again as input."
    memory = memory_of(profile)
    if memory:
        least = memory.published if memory.published else memory.sums[-1].gigabytes
        if least > ONE_GPU_GIGABYTES:
            how = "as published" if memory.published else "at 4 bits"
            yield f"Too large for one GPU of {ONE_GPU_GIGABYTES} GB: its weights alone take {least:,.0f} GB {how}."
    if not profile.benchmarks:
        yield "No measured scores stand in its profile yet."


def tips(profile: Profile) -> tuple[str, ...]:
    """What to set, by the facts."""
    return tuple(_tips(profile))


def _tips(profile: Profile) -> Iterator[str]:
    default, modes = profile.default_mode, profile.modes.value
    efforts = [mode for mode in modes if mode in EFFORTS]
    if default is None:
        yield "Name the thinking mode in every request: which one is the default is not published."
    elif default.value in FULLEST and len(efforts) > 1:
        yield f"Name a lower effort where it will do: left alone it thinks at {default.value}."
    elif default.value in NOT_THINKING and len(modes) > 1:
        yield f"Ask for thinking where it is needed: left alone it answers at {default.value}."
    elif default.value != efforts[0] if efforts else False:
        yield f"Try {efforts[0]} first: left alone it thinks at {default.value}, and effort sets most of the bill."
    if profile.max_output and modes != ("off",):
        yield f"Leave room for the thinking in max_tokens: it counts towards the {profile.max_output.value:,} allowed."
    if profile.keeps_within_run.value:
        yield "In a tool loop send the reasoning back with each tool result; it is billed again as input, cached."
    if profile.capabilities and "prompt caching" in profile.capabilities.value:
        yield "Put what all requests share first in the prompt, so that it is read from cache."


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _plural(kind: str) -> str:
    return {"image": "images"}.get(kind, kind)
