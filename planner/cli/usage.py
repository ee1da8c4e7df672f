"""`planner usage FILE...`: the summary of logs, their cost by our rates, and the plan from them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from planner.cli.tables import table
from planner.cli.typed import dollars, whole
from planner.core.cost.pricing import tier_starts
from planner.core.models.catalogue import Catalogue
from planner.core.number_text import noun
from planner.core.uncertainty.band import Band
from planner.core.usage.aggregate import aggregate_report
from planner.core.usage.calls import Log, joined, with_number_of_calls
from planner.core.usage.cap import CapForecast, cap_forecast
from planner.core.usage.difference import Difference
from planner.core.usage.elsewhere import Compared, as_it_ran, mode_of_log, on_models
from planner.core.usage.moves import Move, best_moves
from planner.core.usage.report import Priced, Report, billed, daily_usd, report_of
from planner.core.usage.sound import contradictions_text
from planner.core.usage.summary import Spread
from planner.core.workload import BadInput, CacheSettings, Problem
from planner.schema.scalars import to_json
from planner.schema.usage import cap_to_data, report_to_data, why_no_plan
from planner.sources.usage.any_table import FIGURES
from planner.sources.usage.limits import Progress, UnknownColumns, no_progress
from planner.sources.usage.reading import read_log
from planner.sources.warehouse.reading import read_table

Verbs = argparse._SubParsersAction
UNKNOWN = "-"
NO_DATES = " The log has no dates: its runs are taken as those of one day."
SAME_TOKENS = "equal tokens assumed"
BAR_WIDTH = 30
CLEAR_LINE = "\r\x1b[2K"


def add_usage(verbs: Verbs[argparse.ArgumentParser]) -> None:
    """The verbs and their options."""
    about = (
        "Read usage logs: exports of OpenAI, Anthropic, OpenRouter, LiteLLM, Langfuse, Helicone and Cursor, "
        "OpenTelemetry GenAI spans, FOCUS rows, session files of Claude Code and Codex, the database of llm, or any "
        "CSV. Only counts, times and names of models are read."
    )
    verb = verbs.add_parser("usage", help="read usage logs", description=about)
    add_log_options(verb)
    verb.add_argument("--json", action="store_true", help="print JSON, as POST /api/v1/usage answers")
    verb.add_argument(
        "--cap", type=dollars, default=None, help="dollars per month: say whether and when they are passed"
    )


def add_log_options(verb: argparse.ArgumentParser) -> None:
    """Which log is read, and how."""
    verb.add_argument("files", metavar="FILE", nargs="*", help="logs; - reads standard input")
    verb.add_argument("--engine", metavar="URL", default=None, help="a warehouse, as Ibis takes it, instead of files")
    verb.add_argument("--table", metavar="NAME", default=None, help="its table, schema.table where it has schemas")
    verb.add_argument(
        "--map", metavar="FIGURE=COLUMN", action="append", default=[], help="say which column holds a figure"
    )
    verb.add_argument("--task-class", default=None, help="the kind of work, where the log does not tell")
    about = "the number of calls in the log, where its rows are sums that do not say it"
    verb.add_argument("--calls", metavar="N", type=whole, default=None, help=about)


def usage_verb(args: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
    """The tables, or the JSON."""
    report = report_asked_for(args, catalogue, now)
    forecast = _forecast(args, report, now)
    models = catalogue.opening_set.models
    moves = best_moves(report, catalogue, models, now=now)
    other = on_models(report, catalogue, models, now=now)
    if args.json:
        data = report_to_data(report, moves, other) | ({"cap": cap_to_data(forecast)} if forecast else {})
        return to_json(data, indent=1)
    texts = [
        usage_text(report),
        *([moves_text(moves)] if moves else []),
        *([other_text(other, report)] if other.models else []),
    ]
    return "\n\n".join([*texts, *([_cap_text(forecast)] if args.cap is not None else [])])


def _forecast(args: argparse.Namespace, report: Report, now: datetime) -> CapForecast | None:
    if args.cap is None:
        return None
    try:
        return cap_forecast(daily_usd(report, now=now), args.cap)
    except ValueError as error:
        raise BadInput([Problem("--cap", str(error))]) from None


def _cap_text(forecast: CapForecast | None) -> str:
    if forecast is None:
        return "The log holds too few days of its last month to say whether the cap is passed."
    when = f"is passed on {forecast.passed_on}" if forecast.passed_on else "is not passed"
    return (
        f"The cap of ${forecast.cap_usd:,.2f} {when}: ${forecast.spent_usd:,.2f} so far, ${forecast.expected_usd:,.2f} "
        f"expected by the end of the month, with a chance of {forecast.chance:.0%} to end above it."
    )


def report_asked_for(args: argparse.Namespace, catalogue: Catalogue, now: datetime) -> Report:
    """The report of the files or the table that were named. Raises BadInput."""
    if args.task_class and args.task_class not in catalogue.task_classes:
        raise BadInput([Problem("--task-class", f"must be one of {', '.join(catalogue.task_classes)}")])
    chosen = _chosen(args.map)
    if args.engine or args.table:
        return _warehouse_report(args, chosen, catalogue, now)
    if not args.files:
        raise BadInput([Problem("FILE", "must be given, or --engine and --table")])
    log = joined([_log(name, chosen) for name in args.files])
    if args.calls is not None:
        try:
            log = with_number_of_calls(log, args.calls)
        except ValueError as error:
            raise BadInput([Problem("--calls", str(error))]) from None
    return report_of(log, catalogue, now=now, task_class=args.task_class)


def _warehouse_report(
    args: argparse.Namespace, chosen: dict[str, str] | None, catalogue: Catalogue, now: datetime
) -> Report:
    """The report of a table, of which the aggregate alone is fetched."""
    if args.files or not (args.engine and args.table) or args.calls is not None:
        raise BadInput([Problem("--engine", "takes --table, and neither files nor --calls")])
    starts = sorted(
        {start for offer in catalogue.offers.values() for card in offer.cards for start in tier_starts(card.card)}
    )
    try:
        kinds, kind = sorted(catalogue.task_classes), args.task_class or ""
        name, rows = read_table(args.engine, args.table, starts, classes=kinds, kind=kind, columns=chosen)
        return aggregate_report(name, rows, catalogue, now=now, task_class=args.task_class)
    except UnknownColumns as error:
        raise BadInput([Problem("--table", problem.message) for problem in error.problems]) from None
    except BadInput:
        raise
    except ValueError as error:
        raise BadInput([Problem("--table", str(error))]) from None


def _chosen(pairs: list[str]) -> dict[str, str] | None:
    found = dict(pair.split("=", 1) for pair in pairs if "=" in pair)
    if len(found) < len(pairs) or not found.keys() <= set(FIGURES):
        raise BadInput([Problem("--map", f"must be FIGURE=COLUMN, with a figure of {', '.join(FIGURES)}")])
    return found or None


def _log(name: str, chosen: dict[str, str] | None) -> Log:
    try:
        with _path(name) as path:
            try:
                return read_log(path, columns=chosen, progress=_progress())
            finally:
                if sys.stderr.isatty():
                    print(CLEAR_LINE, end="", file=sys.stderr, flush=True)
    except OSError as error:
        raise BadInput([Problem(name, f"cannot be read: {error.strerror}")]) from None
    except BadInput as error:
        raise BadInput([Problem(name, problem.message) for problem in error.problems]) from None


@contextmanager
def _path(name: str) -> Iterator[Path]:
    """The file, or standard input copied to one that is removed."""
    if name != "-":
        yield Path(name)
        return
    with NamedTemporaryFile(prefix="planner-usage-") as copy:
        while chunk := sys.stdin.buffer.read(1 << 20):
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def _progress() -> Progress:
    """A bar of the share read so far, on a terminal only."""
    if not sys.stderr.isatty():
        return no_progress
    return bar


def bar(rows: int, share: float | None) -> None:
    """Draws over the line it drew before."""
    done = round(BAR_WIDTH * min(share or 0.0, 1.0))
    text = f"{rows:,} {noun(rows, 'row')}" if rows else f"{share or 0.0:.0%}"
    print(f"\r[{'#' * done:<{BAR_WIDTH}}] {text} (Ctrl-C cancels)", end="", file=sys.stderr, flush=True)


def usage_text(report: Report) -> str:
    """What was read, a row for each group, the plan, and what was left out."""
    log, spent = report.log, billed(report)
    when = f", {report.first} to {report.last}" if report.first else ""
    lines = [f"{log.format}: {log.read:,} {noun(log.read, 'row')} read, {log.unknown:,} of them not understood{when}."]
    if log.contradictions:
        lines.append(f"Not priced: {contradictions_text(log)}.")
    if count := report.total.unpriced_searches:
        lines.append(f"Not priced: {count:,} web {noun(count, 'search', 'searches')}.")
    if spent is not None:
        lines.append(f"Billed ${spent:,.2f}; by our prices ${report.total.usd:,.2f}.")
    elif report.total.priced:
        lines.append(f"By our prices ${report.total.usd:,.2f}.")
    lines += _causes(report.difference) if report.difference else []
    if report.total.unpriced:
        calls = f"{report.total.unpriced:,} {noun(report.total.unpriced, 'call is', 'calls are')}"
        lines.append(f"{calls} of models or rates that are not known, and not priced.")
    elif report.total.unpriced is None:
        lines.append("Some calls are of models or rates that are not known: they are not priced.")
    named = ("model", "thinking", "task", "calls", "runs")
    head = (*named, "input", "cached", "reasoning", "visible", "seconds", "billed", "ours")
    rows = [_row(one) for one in report.groups]
    why = why_no_plan(report, "Give their number with --calls.")
    load = as_it_ran(report).plan.workload
    plan = ", ".join(f"{name} {_value(value)}" for name, value in load.items())
    return "\n\n".join(
        [
            "\n".join(lines),
            table(head, rows, left=3),
            "Tokens and seconds are means per call.",
            why or f"As a plan: {plan}.{'' if report.first else NO_DATES}",
        ]
    )


def _value(value: object) -> str:
    return _cache_text(value) if isinstance(value, CacheSettings) else str(value)


def _cache_text(cache: CacheSettings) -> str:
    """How much of the shared part and of earlier steps is found in the cache."""
    rates = (("found", cache.prefix_hit_rate), ("earlier steps found", cache.loop_hit_rate))
    return "; ".join(f"{name} {rate:.0%}" for name, rate in rates if rate is not None) or cache.mode


def _causes(difference: Difference) -> Iterator[str]:
    """A sentence for each cause of the difference."""
    for cause in difference.causes:
        calls = f"{cause.calls:,} calls " if cause.calls else ""
        yield f"{cause.usd:+,.2f} dollars: {calls}{cause.text}."


def moves_text(moves: Sequence[Move]) -> str:
    """The best moves, the greatest saving first."""
    rows = [(move.text, f"${move.saving_usd:,.2f}", _range(move), move.caveat or UNKNOWN) for move in moves]
    return table(("what would have saved", "saved", "80 %", "mind"), rows, left=1)


def other_text(other: Compared, report: Report) -> str:
    """The log on other models, the cheapest first; where the whole log ran so, what it cost."""
    mode, spent = mode_of_log(report), billed(report)
    paid = float(report.total.usd if spent is None else spent)
    ran = {(one.offer, mode) for one in report.groups if mode and paid}
    what = "the same tokens on other models" if other.same_tokens else "the same runs on other models"
    rows = []
    for one in other.models:
        is_paid = (one.estimate.offer.id, "off" if one.is_off else "on") in ran
        usd, band = (paid, "as it ran") if is_paid else (one.usd, _band(one.band, other.same_tokens))
        rows.append((one.estimate.model_name, one.estimate.thinking, f"${usd:,.2f}", band))
    return table((what, "thinking", "dollars", "80 %"), rows, left=2)


def _band(band: Band | None, same_tokens: bool) -> str:
    if band is None:
        return UNKNOWN if same_tokens else SAME_TOKENS
    return f"{band.p10:,.2f} to {band.p90:,.2f}"


def _range(move: Move) -> str:
    band = move.saving_band
    if band:
        return f"{band.p10:,.2f} to {band.p90:,.2f}"
    return "exact" if move.kind == "batch" else SAME_TOKENS


def _row(one: Priced) -> tuple[str, ...]:
    group = one.group
    return (
        group.model,
        group.thinking or UNKNOWN,
        group.task or UNKNOWN,
        UNKNOWN if group.calls is None else f"{group.calls:,}",
        UNKNOWN if group.runs is None else f"{group.runs:,}",
        _mean(group.input),
        UNKNOWN if group.cache_read_share is None else f"{group.cache_read_share:.0%}",
        _mean(group.reasoning),
        _mean(group.visible),
        UNKNOWN if group.seconds is None else f"{group.seconds.mean:,.1f}",
        UNKNOWN if group.usd_billed is None else f"${group.usd_billed:,.2f}",
        f"${one.bill.usd:,.2f}" if one.bill.priced else UNKNOWN,
    )


def _mean(spread: Spread | None) -> str:
    return UNKNOWN if spread is None else f"{spread.mean:,.0f}"
