"""Caveats for the table: each once a model, with the mode it holds for, and once above the table where most models
share it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from planner.core.models.lifecycle.served import served_doubt, served_unknown
from planner.core.models.lifecycle.status import status_of
from planner.core.results import Caveat, Estimate, Pair
from planner.web import filters
from planner.web.present.context_fit import caveat_sentence

ABOUT_THINKING = {"thinking_always_on", "effort_not_offered", "prior_only", "budget_only_cuts", "budget_not_taken"}
EXCEPTIONS = 2
"""How many models may lack a caveat that is shown once for all the others."""
FEWEST = 3
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


def caveats(pair: Pair, day: date | None = None) -> tuple[Caveat, ...]:
    """The caveats of the pair, each once and without a full stop; those of one mode alone name it. With a `day` also
    whether a source reports the offer as served then."""
    on = {f.text: f.code for f in pair.on.caveats} if isinstance(pair.on, Estimate) else {}
    off = {f.text: f.code for f in pair.off.caveats} if isinstance(pair.off, Estimate) else {}
    code_of: dict[str, str] = {}
    if isinstance(pair.off, Estimate) and pair.off_note:
        code_of[_off_words(pair.off, pair.off_note)] = "thinking_always_on"
    for text, code in on.items():
        if code == "thinking_always_on":
            continue
        alone = isinstance(pair.off, Estimate) and text not in off and code not in ABOUT_THINKING
        code_of.setdefault(_with_mode(text, "thinking on") if alone else text, code)
    for text, code in off.items():
        if text not in on and code not in ABOUT_THINKING:
            code_of.setdefault(_with_mode(text, "off"), code)
    found = tuple(
        Caveat(code, filters.sentence(caveat_sentence(text, code)).rstrip(".")) for text, code in code_of.items()
    )
    return (*_unserved(pair, day), *found)


def whether_served_unknown(pair: Pair, day: date) -> bool:
    """Whether no source says that the pair's offer can be called on `day`, nor that it cannot."""
    profile = pair.on.profile if isinstance(pair.on, Estimate) else None
    return pair.offer is not None and served_unknown(pair.offer, profile, day)


def _unserved(pair: Pair, day: date | None) -> tuple[Caveat, ...]:
    profile = pair.on.profile if isinstance(pair.on, Estimate) else None
    if day is None or pair.offer is None:
        return ()
    status = status_of(pair.offer, profile, day)
    # An end by the maker is among the caveats of the estimates.
    if status.state != "unknown" or status.maker:
        return ()
    return (Caveat("what-is-alive", filters.sentence(served_doubt(status, pair.offer.host_name)).rstrip(".")),)


def _with_mode(text: str, mode: str) -> str:
    return f"{text.rstrip('.')} ({mode})"


def _off_words(off: Estimate, note: str) -> str:
    """What the off row shows where it is not the model itself with thinking switched off."""
    return "It has no strict off: minimal effort stands for it" if off.thinking == "minimal" else note


# ---------- what most models share


@dataclass(frozen=True, slots=True)
class Shared:
    """Caveats said once above the table, and those left to each model by its name in the request."""

    common: tuple[Caveat, ...]
    own: Mapping[str, tuple[Caveat, ...]]


def share_out(pairs: Sequence[Pair], day: date | None = None) -> Shared:
    """Each caveat that all models have, or all but two, in one line; models without a figure count for nothing.

    A model that has it in another wording (for one mode alone, say) is an exception and keeps its own line.
    """
    rows = {p.asked: caveats(p, day) for p in pairs if isinstance(p.on, Estimate) or isinstance(p.off, Estimate)}
    names = {p.asked: p.name for p in pairs}
    holders: dict[tuple[str, str], dict[str, Caveat]] = {}
    for asked, row in rows.items():
        for caveat in row:
            holders.setdefault((caveat.code, FIGURE.sub("#", caveat.text)), {})[asked] = caveat
    shared = [found for found in holders.values() if len(found) >= max(FEWEST, len(rows) - EXCEPTIONS)]
    common = [_for_all(found, [names[asked] for asked in rows if asked not in found]) for found in shared]
    in_common = {(asked, caveat) for found in shared for asked, caveat in found.items()}
    own = {asked: tuple(c for c in row if (asked, c) not in in_common) for asked, row in rows.items()}
    return Shared(tuple(common), own)


def _for_all(caveats: Mapping[str, Caveat], without: Sequence[str]) -> Caveat:
    first = next(iter(caveats.values()))
    text = merged([caveat.text for caveat in caveats.values()])
    return Caveat(first.code, f"{_whom(len(caveats), without)}: {text[:1].lower()}{text[1:]}")


def _whom(many: int, without: Sequence[str]) -> str:
    if without:
        return f"For all but {' and '.join(without)}"
    return f"For all {filters.in_words(many)}"


def merged(texts: Sequence[str]) -> str:
    """One sentence for several that differ only in figures, each figure from its lowest to its highest."""
    columns = iter(zip(*(FIGURE.findall(text) for text in texts), strict=True))
    return FIGURE.sub(lambda _: _range(next(columns)), texts[0])


def _range(figures: Sequence[str]) -> str:
    ordered = sorted(set(figures), key=lambda text: Decimal(text.replace(",", "")))
    return ordered[0] if len(ordered) == 1 else f"{ordered[0]} to {ordered[-1]}"
