"""A budget as an XLSX workbook whose sums are formulas: change runs, the cost of a run or the cap, and totals follow.

Sheet "Budget" multiplies "Runs" by "Per run", month by month; what was paid stands in its month as it was paid. The
80% range keeps its distance from the expected bill in percent: it was simulated for the figures as they were.
"""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

from planner.core.models.catalogue import Catalogue
from planner.web import filters
from planner.web.budgets.budget_view import BudgetView, finding_text, follow_text
from planner.web.present.hosts import named_where_resold

FIRST = 6
"""The row of the first line on "Budget", as the program counts them: from 0."""
LEFT = 2
"""The column of the first month."""


def budget_workbook(shown: BudgetView, catalogue: Catalogue) -> bytes:
    """The file. Texts are written as texts: none of them is read as a formula."""
    import xlsxwriter  # a tenth of a second to load, and few ask for a workbook
    from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold, usd = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    total_usd = book.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
    fine, whole = book.add_format({"num_format": "#,##0.00####"}), book.add_format({"num_format": "#,##0"})
    paid = book.add_format({"num_format": "#,##0.00", "bold": True})
    sheet, runs, per_run = (book.add_worksheet(name) for name in ("Budget", "Runs", "Per run"))
    end = LEFT + len(shown.months)
    for one, note in ((sheet, ""), (runs, "Runs in the month"), (per_run, "Expected dollars per run")):
        one.set_column(0, 1, 34)
        one.set_column(LEFT, end, 13)
        one.write_string(FIRST - 1, 0, note or "Expected dollars", bold)
        one.write_string(FIRST - 1, 1, "Model", bold)
        for place, label in enumerate(shown.labels):
            one.write_string(FIRST - 1, LEFT + place, filters.month(label), bold)
    sheet.write_string(0, 0, shown.name, bold)
    sheet.write_string(1, 0, f"{shown.span}. {finding_text(shown)} {follow_text(shown)}")
    sheet.write_string(2, 0, "Change runs and the cost of a run on the other sheets; bold months are paid.")
    sheet.write_string(3, 0, "Cap per month")
    if shown.cap is not None:
        sheet.write_number(3, 1, float(shown.cap), usd)
    sheet.write_string(FIRST - 1, end, "Sum", bold)
    for row, line in enumerate(shown.lines, start=FIRST):
        for one in (sheet, runs, per_run):
            one.write_string(row, 0, line.name)
            one.write_string(row, 1, named_where_resold(line.model, line.offers, catalogue))
        for place, month in enumerate(line.months):
            column = LEFT + place
            count, dollars = month.runs, month.usd
            runs.write_number(row, column, float(count), whole)
            if month.actual_usd is not None or not count:
                sheet.write_number(row, column, float(dollars), paid if month.actual_usd is not None else usd)
                continue
            per_run.write_number(row, column, float(dollars / count), fine)
            cell = xl_rowcol_to_cell(row, column)
            sheet.write_formula(row, column, f"=Runs!{cell}*'Per run'!{cell}", usd, float(dollars))
        span = f"{xl_rowcol_to_cell(row, LEFT)}:{xl_rowcol_to_cell(row, end - 1)}"
        sheet.write_formula(row, end, f"=SUM({span})", usd, float(sum(month.usd for month in line.months)))
    bottom = FIRST + len(shown.lines)
    _totals(sheet, shown, bottom, end, total_usd, usd, xl_col_to_name)
    for row, (name, reason) in enumerate(shown.refused, start=bottom + 6):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, LEFT, f"NOT counted: {reason}")
    book.close()
    return out.getvalue()


def _totals(sheet: Any, shown: BudgetView, bottom: int, end: int, total: Any, usd: Any, name_of: Any) -> None:  # noqa: ANN401
    """The expected bill, its range and what is over the cap."""
    columns = [*((month.usd, month.fan) for month in shown.months), (shown.usd, shown.answer.finding.fan)]
    names = ["Expected bill", "80% range, from", "80% range, to", *(["Over the cap"] if shown.cap is not None else [])]
    for row, name in enumerate(names, start=bottom):
        sheet.write_string(row, 0, name)
    for place, (dollars, fan) in enumerate(columns):
        column, letter = LEFT + place, name_of(LEFT + place)
        formula = f"=SUM({letter}{FIRST + 1}:{letter}{bottom})"
        sheet.write_formula(bottom, column, formula, total, float(dollars))
        for row, side in ((bottom + 1, "p10"), (bottom + 2, "p90")):
            if dollars:
                factor = getattr(fan, side) / dollars
                sheet.write_formula(row, column, f"={letter}{bottom + 1}*{factor:.6f}", usd, float(dollars * factor))
        if shown.cap is not None and column < end:
            over = max(dollars - shown.cap, Decimal(0))
            sheet.write_formula(bottom + 3, column, f"=MAX({letter}{bottom + 1}-$B$4,0)", usd, float(over))
