"""`planner validate FILE...`: backtests of measured runs, and their error by class and evidence."""

from __future__ import annotations

import argparse
from collections import defaultdict
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from planner.cli.tables import table
from planner.core.models.catalogue import Catalogue
from planner.core.validation.accuracy import Reason, Score, Validation, elsewhere_sentence, fitted_sentence, validate
from planner.core.validation.backtest import EXACT, Backtest, backtest
from planner.core.validation.matching import known_names
from planner.core.workload import BadInput, Problem
from planner.schema.scalars import to_json
from planner.sources.measured import read_measured

REASONS_SHOWN = 20
PLACES_SHOWN = 5

Verbs = argparse._SubParsersAction


def add_validate(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """The verb and its options."""
    about = (
        "Compare the product with measured runs: CSV with the columns model, effort, task_class and any of n, input, "
        "cached, cache_write, output, visible, reasoning, cost, seconds, steps, offer, source, date, or the names that "
        "logs give them (docs/validation.md)."
    )
    verb = verbs.add_parser("validate", help="compare with measured runs in CSV files", description=about)
    about = "the kind of work of rows that do not say it, where a file has no column task_class"
    verb.add_argument("--task-class", default="", metavar="KIND", help=about)
    verb.add_argument("files", metavar="FILE", nargs="+", type=Path, help="measured runs, means per run")
    verb.add_argument("--json", action="store_true", help="print JSON, with every row and the estimates for it")


def validate_verb(args: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
    """The table, or the JSON. Raises BadInput for a file that cannot be read and where every row is malformed."""
    known = known_names(catalogue)
    if args.task_class and args.task_class not in catalogue.task_classes:
        raise BadInput([Problem("--task-class", f"must be one of {', '.join(catalogue.task_classes)}")])
    try:
        rows = [row for path in args.files for row in read_measured(path, task_class=args.task_class)]
    except BadInput as bad:
        raise BadInput([_with_way(problem) for problem in bad.problems]) from None
    if not rows:
        raise BadInput([Problem(", ".join(path.name for path in args.files), "holds no row below its header")])
    if all(row.problem for row in rows):
        raise BadInput([Problem(f"{row.file} line {row.line}:", row.problem) for row in rows[:REASONS_SHOWN]])
    backtests = [backtest(catalogue, known, row, on=now.date()) for row in rows]
    result = validate(backtests)
    return to_json(_data(result, backtests), indent=1) if args.json else validation_text(result)


def _with_way(problem: Problem) -> Problem:
    """The problem of a file that names no kind of work, with the option that does."""
    if "lacks the column task_class:" not in problem.message:
        return problem
    return replace(
        problem, message=f"{problem.message}; --task-class gives it for rows that are all of one kind of work"
    )


def _data(result: Validation, backtests: list[Backtest]) -> dict[str, object]:
    return {
        "answered": result.answered,
        "refused": result.refused,
        "fitted": [{"source": source, "rows": rows} for source, rows in result.fitted],
        "offer_not_known": result.elsewhere,
        "reasons": [_reason_data(reason) for reason in result.reasons],
        "scores": [asdict(score) for score in result.scores],
        "rows": [_row_data(one) for one in backtests],
    }


def _reason_data(reason: Reason) -> dict[str, object]:
    places = [{"file": file, "line": line} for file, line in reason.places]
    return {"reason": reason.text, "rows": reason.rows, "places": places}


def _row_data(one: Backtest) -> dict[str, object]:
    row = one.row
    figures = [asdict(figure) for figure in one.figures]
    asked = {
        "file": row.file,
        "line": row.line,
        "model": row.model,
        "effort": row.effort,
        "task_class": row.task_class,
        "n": row.n,
    }
    return {**asked, "refused": one.refused, "said": figures}


def validation_text(result: Validation) -> str:
    """Counts, one line for every group, then why rows were refused."""
    parts = [
        f"{result.answered} row{'s' * (result.answered != 1)} answered, {result.refused} refused.",
        table(COLUMNS, [_cells(score) for score in result.scores], left=3),
        "error: median |predicted/actual - 1|; bias: median predicted/actual; in band: share inside the 80 % band, "
        "then of the band for work of the very kind that was measured; exact: known tokens at published rates, nothing "
        "is estimated.",
    ]
    if result.fitted:
        parts.append(fitted_sentence(result.fitted))
    if result.elsewhere:
        parts.append(elsewhere_sentence(result.elsewhere))
    if result.reasons:
        shown = [_reason_line(reason) for reason in result.reasons[:REASONS_SHOWN]]
        more = len(result.reasons) - len(shown)
        parts.append("\n".join(["Refused:", *shown, *([f"  and {more} more reasons: see --json"] if more else [])]))
    return "\n\n".join(parts)


def _reason_line(reason: Reason) -> str:
    """How many rows, why, and the lines of the first few."""
    lines: dict[str, list[str]] = defaultdict(list)
    for file, line in reason.places[:PLACES_SHOWN]:
        lines[file].append(str(line))
    where = "; ".join(f"{file} line{'s' * (len(numbers) > 1)} {', '.join(numbers)}" for file, numbers in lines.items())
    more = ", ..." if reason.rows > PLACES_SHOWN else ""
    return f"  {reason.rows} x {reason.text} ({where}{more})"


COLUMNS = ("quantity", "class", "basis", "rows", "error", "bias", "within 5 %", "in band", "same work")


def _cells(score: Score) -> tuple[str, ...]:
    return (
        score.quantity,
        score.task_class,
        score.basis,
        str(score.n),
        f"{score.error:.1%}",
        f"{score.bias:.2f}",
        f"{score.within_5_percent:.0%}",
        "exact" if score.quantity == EXACT else _share(score.coverage),
        _share(score.coverage_same_work),
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.0%}"
