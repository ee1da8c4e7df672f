"""Answers as CSV and Markdown, one schema for a plan and a saved plan, and no cell that a spreadsheet would run.

Figures are rounded as pages round them: dollars to the cent, or to four digits below a dollar; tokens to whole ones;
seconds to hundredths. JSON keeps every digit.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from planner.store.database.rows import Json
from planner.store.files.escaping import bar, escaped_cell, rule

COLUMNS = (
    "model", "host", "offer", "thinking", "usd_per_run", "usd_per_run_median", "usd_per_run_p10", "usd_per_run_p90",
    "runs_per_month", "usd_per_month", "usd_per_month_p10", "usd_per_month_p90", "first_word_seconds_p50",
    "first_word_seconds_p95", "run_seconds_p50", "run_seconds_p95", "fresh_input_tokens_per_run",
    "cache_read_tokens_per_run", "cache_write_tokens_per_run", "reasoning_tokens_per_run", "visible_tokens_per_run",
    "reasoning_evidence", "price_source", "price_checked", "first_word_seconds", "run_seconds", "service_tier",
    "ends_at", "ends_at_p90", "notes",
)  # fmt: skip
"""`usd_per_run`, `usd_per_month`, `first_word_seconds` and `run_seconds` are expected values; p10 and p90 are the ends
of their 80% range. `price_checked`: the day the price was read, or its list was. `ends_at` is of a batch."""
MARKDOWN_COLUMNS = {
    "Model": "model", "Host": "host", "Thinking": "thinking", "$ per month, expected": "usd_per_month",
    "80% range, from": "usd_per_month_p10", "to": "usd_per_month_p90", "$ per run, expected": "usd_per_run",
    "First word, s, median": "first_word_seconds_p50", "Run, s, median": "run_seconds_p50",
    "Reasoning tokens per run": "reasoning_tokens_per_run", "Notes": "notes",
}  # fmt: skip
"""The columns of the Markdown table and their names there: few enough to paste into a memo."""
AVERAGES = {
    "First word, s, median": ("First word, s, average", "first_word_seconds"),
    "Run, s, median": ("Run, s, average", "run_seconds"),
}
"""Columns in place of the two medians, for plans that keep averages."""
OF_BATCH = {"Tier": "service_tier", "Ends at, expected": "ends_at", "Ends at, 80% range, to": "ends_at_p90"}
"""More of them, before the notes, where an end is known."""
EXPECTED, FIRST_WORD = "expected_seconds", "expected_first_word_seconds"
TIER, ENDS, ENDS_LATE = "service_tier", "ends_at", "ends_at_p90"
"""Fields that an estimate of the page has beside the answer of the API: the average of a run's seconds and of those to
its first word, the tier priced, and of a batch its expected end and the late end of its 80% range."""
NAMES = 4
"""Columns before the first figure."""
ONCE = "once"
"""The field of an answer whose runs are done once and not every month."""
Data = Mapping[str, Any]


def is_once(snapshot: Data) -> bool:
    """Whether the runs are done once: the answer's month is then all of them."""
    return snapshot.get(ONCE) is True


def results_csv(snapshot: Data) -> str:
    """One line per offer and mode; a refusal has its reason in `notes` and no figures. Lines end in CRLF. For runs that
    are done once and not every month a column is named for it: usd_in_all instead of usd_per_month."""
    once, out = is_once(snapshot), io.StringIO()
    writer = csv.writer(out)
    writer.writerow([name.replace("_per_month", "_in_all") if once else name for name in COLUMNS])
    writer.writerows([escaped_cell(cell) for cell in row] for row in rows(snapshot))
    return out.getvalue()


def results_markdown(snapshot: Json) -> str:
    """The figures that people read, in Markdown."""
    ends = any(ENDS in estimate for estimate in snapshot["estimates"])
    *figures, notes = MARKDOWN_COLUMNS.items()
    if all(EXPECTED in estimate for estimate in snapshot["estimates"] if estimate["latency"]):
        figures = [AVERAGES.get(name, (name, column)) for name, column in figures]
    columns = dict([*figures, *(OF_BATCH.items() if ends else ()), notes])
    places = [COLUMNS.index(name) for name in columns.values()]
    lines = (
        bar(name.replace("per month", "in all") if is_once(snapshot) else name for name in columns),
        rule(3, len(columns) - 4) + " --- |",
        *(bar(row[place] for place in places) for row in rows(snapshot)),
    )
    return "".join(f"{line}\n" for line in lines)


def rows(snapshot: Data) -> Iterator[Sequence[str]]:
    for estimate in snapshot["estimates"]:
        yield _figures(estimate)
    for refusal in snapshot["refused"]:
        names = (refusal["model"], host_in(snapshot, refusal), refusal["offer"], refusal["thinking"])
        yield [*map(str, names), *[""] * (len(COLUMNS) - NAMES - 1), str(refusal["text"])]


def host_of(estimate: Data) -> str:
    """Who is paid; answers saved by earlier versions have it in the offer's id alone."""
    return str(estimate.get("host_name") or str(estimate["offer"]).partition("/")[0])


def host_in(snapshot: Data, refusal: Data) -> str:
    """The host's name as the answer's estimates have it, for refusals, which have only its id."""
    host = str(refusal["offer"]).partition("/")[0]
    alike = (one for one in snapshot["estimates"] if str(one["offer"]).startswith(f"{host}/"))
    return host_of(next(alike, refusal) if "host_name" not in refusal else refusal)


def _figures(estimate: Data) -> list[str]:
    cost, tokens, price = estimate["cost"], estimate["tokens"], estimate["evidence"]["price"]
    run, month = cost.get("run_band") or {}, cost["month_band"] or {}
    latency = estimate["latency"] or {}
    first, whole = latency.get("first_answer") or {}, latency.get("run") or {}
    usd = (
        cost["usd_per_run"], run.get("p50"), run.get("p10"), run.get("p90"), cost.get("runs_per_month"),
        cost["usd_per_month"], month.get("p10"), month.get("p90"),
    )  # fmt: skip
    seconds = (first.get("p50"), first.get("p95"), whole.get("p50"), whole.get("p95"))
    kinds = ("input_fresh", "cache_read", "cache_write", "reasoning", "visible")
    return [
        *(str(part) for part in (estimate["model"], host_of(estimate), estimate["offer"], estimate["thinking"])),
        *map(dollars, usd),
        *(_rounded(value, 2) for value in seconds),
        *(_rounded(tokens.get(kind), 0) for kind in kinds),
        str(estimate["evidence"]["reasoning"]["basis"]),
        str(price["source"]),
        price_read(price),
        *(_rounded(estimate.get(name), 2) for name in (FIRST_WORD, EXPECTED)),
        *(str(estimate.get(name) or "") for name in (TIER, ENDS, ENDS_LATE)),
        " ".join(str(caveat["text"]) for caveat in estimate["flags"]),
    ]


def price_read(price: Data) -> str:
    """The day a price was read: its own, else that of its list; empty where neither is known."""
    return str(price["checked"] or price.get("list_date") or "")


def dollars(usd: object) -> str:
    """To the cent, below a dollar to four digits; empty for what is not known, never 0."""
    if usd is None:
        return ""
    value = Decimal(str(usd))
    places = 2 if abs(value) >= 1 or not value else 3 - value.adjusted()
    return _rounded(value, places)


def _rounded(value: object, places: int) -> str:
    if value is None:
        return ""
    text = f"{Decimal(str(value)):.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
