"""The table as CSV and as Markdown: the same figures with all their digits, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from io import StringIO

from planner.core.results import Estimate, Pair, Refusal
from planner.core.uncertainty.band import Band, Tail
from planner.store.escaping import bar, harmless, markdown, rule
from planner.web import filters
from planner.web.present.context_fit import misfit, outgrown

HEAD = (
    "Model", "Offer", "Thinking", "USD a month", "USD a month, 10% under", "USD a month, 90% under", "USD a run",
    "USD a run, median", "USD a run, 10% under", "USD a run, 90% under", "Runs a month",
    "First answer, s (half under)", "First answer, s (95% under)", "Run, s (half under)", "Run, s (95% under)",
    "Fresh input tokens a run", "Cache read tokens a run", "Cache write tokens a run", "Reasoning tokens a run",
    "Visible tokens a run", "Reasoning rests on", "Price source", "Notes",
)  # fmt: skip


def table(pairs: Sequence[Pair]) -> Iterator[tuple[str, ...]]:
    """A line for each mode of each model."""
    for pair in pairs:
        for mode, side in (("off", pair.off), ("on", pair.on)):
            yield _refused(pair, mode, side) if isinstance(side, Refusal) else _line(pair, mode, side)


def _line(pair: Pair, mode: str, side: Estimate) -> tuple[str, ...]:
    tokens, cost, latency = side.tokens, side.cost, side.latency
    counts = (tokens.input_fresh, tokens.cache_read, tokens.cache_write, tokens.reasoning, tokens.visible)
    evidence = side.price_evidence
    checked = f", {evidence.checked}" if evidence.checked else f", not dated; list of {evidence.list_date}"
    notes = [pair.off_note] if mode == "off" and pair.off_note else []
    return (
        pair.name,
        side.offer.id,
        side.thinking,
        _plain(cost.usd_per_month),
        *_ends(cost.month_band),
        _plain(cost.usd_per_run),
        _middle(side),
        *_ends(cost.run_band),
        _plain(cost.runs_per_month),
        *(_halves(latency.first_answer) if latency else ("not promised", "")),
        *(_halves(latency.run) if latency else ("within a day", "")),
        *(_plain(count) for count in counts),
        side.reasoning_evidence.basis,
        f"{evidence.source}{checked}",
        " ".join([*notes, *(flag.text for flag in side.flags)]),
    )


def _middle(side: Estimate) -> str:
    """The median run; the expected value beside it is moved by a few dear ones."""
    return _plain(filters.significant(side.run_spread.usd[49], 4)) if side.run_spread else ""


def _ends(band: Band | None) -> tuple[str, str]:
    if band is None:
        return "", ""
    low, high = (_plain(filters.significant(end, 4)) for end in (band.p10, band.p90))
    return low, high


def _halves(tail: Tail) -> tuple[str, str]:
    return f"{tail.p50:.3f}", f"{tail.p95:.3f}" if tail.p95 is not None else ""


def _refused(pair: Pair, mode: str, side: Refusal) -> tuple[str, ...]:
    """No figures and the reason: never a zero."""
    none = ("not offered", "", "", "not offered")
    return (pair.name, side.offer_id, mode, *none, *("",) * (len(HEAD) - 8), side.text)


def _plain(value: Decimal) -> str:
    rounded = filters.to_places(value, 8) if value.as_tuple().exponent < -8 else value  # type: ignore[operator]
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_csv(pairs: Sequence[Pair]) -> str:
    """With a header line, CRLF line ends and every cell safe."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([harmless(cell) for cell in line] for line in table(pairs))
    return out.getvalue()


def as_markdown(pairs: Sequence[Pair], title: str) -> str:
    """A table to paste: fewer columns, figures as the page prints them."""
    head = ("Model", "Thinking", "$ a month", "$ a run", "First answer", "Run, half under", "Reasoning tokens a run")
    lines = [bar(head), rule(2, 5)]
    for pair in pairs:
        for mode, side in (("off", pair.off), ("on", pair.on)):
            lines.append(bar(_short(pair, mode, side)))
    return f"# {markdown(title)}\n\n" + "\n".join(lines) + "\n"


def _short(pair: Pair, mode: str, side: Estimate | Refusal) -> tuple[str, ...]:
    if isinstance(side, Refusal):
        return (pair.name, mode, side.text, "", "", "", "")
    latency = side.latency
    return (
        pair.name,
        _mode(pair, mode, side),
        filters.amount(side.cost.usd_per_month),
        filters.amount(side.cost.usd_per_run),
        filters.duration(latency.first_answer.p50) if latency else "not promised",
        filters.duration(latency.run.p50) if latency else "within a day",
        filters.whole(side.tokens.reasoning),
    )


def _mode(pair: Pair, mode: str, side: Estimate) -> str:
    """off, on or what stands for off; and that the run cannot be done, or not always."""
    name = pair.off_note if mode == "off" and pair.off_note else mode
    warning = misfit(side) or outgrown(side).rstrip(".")
    return f"{name} ({warning})" if warning else name
