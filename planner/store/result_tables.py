"""A saved answer as CSV and Markdown: exact figures, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.store.escaping import bar, harmless, rule
from planner.store.rows import Json

HEAD = (
    "model", "offer", "thinking", "usd_per_run", "usd_per_month", "usd_per_month_p10", "usd_per_month_p90",
    "input_tokens_per_run", "cache_read_tokens_per_run", "reasoning_tokens_per_run", "visible_tokens_per_run",
    "first_answer_seconds_p50", "run_seconds_p50", "run_seconds_p95", "price_source", "price_checked", "notes",
)  # fmt: skip


def results_csv(snapshot: Json) -> str:
    """One line per offer and mode; what was refused has its reason in `notes` and no figures. Lines end in CRLF."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    writer.writerows([harmless(cell) for cell in row] for row in _rows(snapshot))
    return out.getvalue()


def results_markdown(snapshot: Json) -> str:
    """The same table in Markdown."""
    lines = (bar(HEAD), rule(len(HEAD), 0), *(bar(row) for row in _rows(snapshot)))
    return "".join(f"{line}\n" for line in lines)


def _rows(snapshot: Json) -> Iterator[Sequence[str]]:
    for estimate in snapshot["estimates"]:
        yield [_cell(value) for value in _figures(estimate)]
    for refusal in snapshot["refused"]:
        empty = [""] * (len(HEAD) - 4)
        yield [refusal["model"], refusal["offer"], refusal["thinking"], *empty, refusal["text"]]


def _figures(estimate: Mapping[str, Any]) -> tuple[object, ...]:
    cost, tokens, price = estimate["cost"], estimate["tokens"], estimate["evidence"]["price"]
    latency, band = estimate["latency"] or {}, cost["month_band"] or {}
    first, run = latency.get("first_answer", {}), latency.get("run", {})
    return (
        estimate["model"], estimate["offer"], estimate["thinking"], cost["usd_per_run"], cost["usd_per_month"],
        band.get("p10"), band.get("p90"), tokens["input"], tokens["cache_read"], tokens["reasoning"],
        tokens["visible"], first.get("p50"), run.get("p50"), run.get("p95"), price["source"], price["checked"],
        " ".join(flag["text"] for flag in estimate["flags"]),
    )  # fmt: skip


def _cell(value: object) -> str:
    """Not known is empty, never 0."""
    return "" if value is None else str(value)
