"""An answer as an XLSX workbook whose sums are formulas: change runs, tokens or a price, and the bill follows.

Sheet "Plan" has one row per model and mode, with its tier and the end of a batch where they are known; sheet "Parts"
what a run buys. The 80% range keeps its distance from the expected bill in percent: it was simulated for the figures as
they were.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from planner.store.files.result_tables import OF_BATCH, host_in, host_of, is_once, price_read

Data = Mapping[str, Any]
PLAN_HEAD = (
    "Model", "Host", "Thinking", "$ per run", "Runs per month", "$ per month", "80% range, from", "80% range, to",
    "Price read", "Notes",
)  # fmt: skip
PARTS_HEAD = ("Row", "Model", "Thinking", "Part", "Tokens per run", "$ per million", "$ per run")
MILLION = Decimal(1_000_000)
FIRST = 5
"""The row of the first estimate on "Plan", as the program counts them: from 0."""
CLOSE = Decimal("1e-9")


def plan_workbook(title: str, snapshot: Data) -> bytes:
    """The file. Texts are written as texts: none of them is read as a formula."""
    import xlsxwriter  # a tenth of a second to load, and few ask for a workbook

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, usd, whole = (
        book.add_format(f) for f in ({"bold": True}, {"num_format": "#,##0.00####"}, {"num_format": "#,##0"})
    )
    plan, parts = book.add_worksheet("Plan"), book.add_worksheet("Parts")
    plan.set_column(0, 1, 24)
    plan.set_column(2, 8, 14)
    parts.set_column(1, 3, 24)
    parts.set_column(4, 6, 14)
    plan.write_string(0, 0, title, bold)
    plan.write_string(1, 0, "Expected values. Change runs here, tokens and prices on Parts: the sums follow.")
    plan.write_string(2, 0, "The range keeps its distance from the expected bill in percent.")
    plan.write_row(FIRST - 1, 0, [in_all(name) for name in PLAN_HEAD] if is_once(snapshot) else PLAN_HEAD, bold)
    known = {name: field for name, field in OF_BATCH.items() if any(e.get(field) for e in snapshot["estimates"])}
    plan.write_row(FIRST - 1, len(PLAN_HEAD), known, bold)
    parts.write_row(0, 0, PARTS_HEAD, bold)
    at = 1
    for row, estimate in enumerate(snapshot["estimates"], start=FIRST):
        begin = at + 1
        for name, tokens, rate, dollars in _parts(estimate):
            parts.write_number(at, 0, row + 1)
            parts.write_row(at, 1, (str(estimate["model"]), str(estimate["thinking"]), name))
            if rate is None:
                parts.write_number(at, 6, float(dollars), usd)
            else:
                parts.write_number(at, 4, float(tokens), whole)
                parts.write_number(at, 5, float(rate), usd)
                parts.write_formula(at, 6, f"=E{at + 1}*F{at + 1}/1000000", usd, float(dollars))
            at += 1
        _estimate_row(plan, row, estimate, f"=SUM(Parts!G{begin}:G{at})", usd, whole)
        for column, field in enumerate(known.values(), start=len(PLAN_HEAD)):
            plan.write_string(row, column, str(estimate.get(field) or ""))
    last = FIRST + len(snapshot["estimates"])
    for row, refusal in enumerate(snapshot["refused"], start=last):
        names = (refusal["model"], host_in(snapshot, refusal), refusal["thinking"])
        for column, text in enumerate((*names, "not counted")):
            plan.write_string(row, column, str(text))
        plan.write_string(row, PLAN_HEAD.index("Notes"), str(refusal["text"]))
    book.close()
    return out.getvalue()


def in_all(name: str) -> str:
    """The head of a column of runs that are done once: Runs, $ in all."""
    return {"Runs per month": "Runs", "$ per month": "$ in all"}.get(name, name)


def _parts(estimate: Data) -> Iterator[tuple[str, Decimal, Decimal | None, Decimal]]:
    """The lines of a run; the rate is None where tokens times rate is not the amount, as for fees."""
    for line in estimate["cost"]["lines"]:
        dollars = Decimal(str(line["usd"]))
        tokens, rate = (Decimal(str(line[name] or 0)) for name in ("tokens", "usd_per_mtok"))
        product = tokens * rate / MILLION
        fits = bool(tokens and rate) and abs(product - dollars) <= abs(dollars) * CLOSE
        yield str(line["name"]).replace("_", " "), tokens, rate if fits else None, dollars


def _estimate_row(plan: Any, row: int, estimate: Data, total: str, usd: Any, whole: Any) -> None:  # noqa: ANN401
    cost, band = estimate["cost"], estimate["cost"]["month_band"] or {}
    month, run = Decimal(str(cost["usd_per_month"])), Decimal(str(cost["usd_per_run"]))
    runs = cost.get("runs_per_month") or (month / run if run else 0)
    for column, text in enumerate((estimate["model"], host_of(estimate), estimate["thinking"])):
        plan.write_string(row, column, str(text))
    plan.write_formula(row, 3, total, usd, float(run))
    # 616 and not 615.9999999999999, which a product of shares may leave.
    plan.write_number(row, 4, round(float(runs), 6), whole)
    plan.write_formula(row, 5, f"=D{row + 1}*E{row + 1}", usd, float(month))
    for column, end in ((6, "p10"), (7, "p90")):
        if band.get(end) is not None and month:
            factor = Decimal(str(band[end])) / month
            plan.write_formula(row, column, f"=F{row + 1}*{factor:.6f}", usd, float(month * factor))
    plan.write_string(row, 8, price_read(estimate["evidence"]["price"]) or "not dated")
    plan.write_string(row, 9, " ".join(str(caveat["text"]) for caveat in estimate["flags"]))
