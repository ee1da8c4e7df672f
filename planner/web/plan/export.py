"""The table as CSV and as Markdown: the same figures, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.core.results import Estimate, Pair, Refusal
from planner.schema.answers import estimate_to_data
from planner.store.files.escaping import bar, markdown, rule
from planner.store.files.result_tables import results_csv
from planner.web import filters
from planner.web.present.context_fit import misfit, over_window


def snapshot_of(pairs: Sequence[Pair]) -> dict[str, list[dict[str, Any]]]:
    """The answer as a saved plan holds it, in the order of the page: for files, which are the same of both."""
    found: dict[str, list[dict[str, Any]]] = {"estimates": [], "refused": []}
    for pair in pairs:
        for mode, side in (("off", pair.off), ("on", pair.on)):
            if isinstance(side, Refusal):
                named = {"model": pair.name, "offer": side.offer_id, "thinking": mode, "text": side.text}
                found["refused"].append(named)
            else:
                found["estimates"].append(_estimate(pair, mode, side))
    return found


def _estimate(pair: Pair, mode: str, side: Estimate) -> dict[str, Any]:
    data: dict[str, Any] = {**estimate_to_data(side), "model": pair.name}
    if mode == "off" and pair.off_note:
        data["flags"] = [{"text": pair.off_note}, *data["flags"]]
    return data


def as_csv(pairs: Sequence[Pair]) -> str:
    """With a header line, CRLF line ends and every cell safe; the schema of a saved plan's file."""
    return results_csv(snapshot_of(pairs))


MARKDOWN_HEAD = (
    "Model", "Host", "Thinking", "$ per month, expected", "80% range", "$ per run, expected", "$ per run, median",
    "First word", "Run, median", "Reasoning tokens per run",
)  # fmt: skip


def as_markdown(pairs: Sequence[Pair], title: str) -> str:
    """A table to paste: fewer columns, figures as the page prints them."""
    lines = [bar(MARKDOWN_HEAD), rule(3, 7)]
    for pair in pairs:
        for mode, side in (("off", pair.off), ("on", pair.on)):
            lines.append(bar(_short(pair, mode, side)))
    return f"# {markdown(title)}\n\n" + "\n".join(lines) + "\n"


def _short(pair: Pair, mode: str, side: Estimate | Refusal) -> tuple[str, ...]:
    if isinstance(side, Refusal):
        host = pair.offer.host_name if pair.offer else ""
        return (pair.name, host, mode, side.text, *[""] * (len(MARKDOWN_HEAD) - 4))
    latency, band = side.latency, side.cost.month_band
    median = side.cost.run_band
    return (
        pair.name,
        side.offer.host_name,
        _mode(pair, mode, side),
        filters.amount(side.cost.usd_per_month),
        f"{filters.amount(band.p10)} to {filters.amount(band.p90)}" if band else "",
        filters.amount(side.cost.usd_per_run),
        filters.amount(median.p50) if median else "",
        filters.duration(latency.first_answer.p50) if latency else "not promised",
        filters.duration(latency.run.p50) if latency else "within a day",
        filters.whole(side.tokens.reasoning),
    )


def _mode(pair: Pair, mode: str, side: Estimate) -> str:
    """off, on or what stands for off; and that the run cannot be done, or not always."""
    name = pair.off_note if mode == "off" and pair.off_note else mode
    warning = misfit(side) or over_window(side).rstrip(".")
    return f"{name} ({warning})" if warning else name
