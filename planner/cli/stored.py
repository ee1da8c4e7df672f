"""Verbs about stored things: `planner db` for the database file, `planner scenario` for what is in it.

Whoever can read the file sees every workspace in it.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from planner.cli import kept_things
from planner.cli.chosen_workspace import existing, target
from planner.store import listing, revisions, stats, workspaces
from planner.store.database import upkeep
from planner.store.database.connection import connect, migrate, open_store
from planner.store.database.errors import NotThere, StoreUnavailable
from planner.store.database.rows import Revision, Scenario, Workspace, stamp
from planner.store.files import exchange, result_tables
from planner.store.files.escaping import markdown

USAGE_ERROR = 2
FAILED = 1
VERBS = ("db", "scenario", "own-offers", "own-runs")
Act = Callable[[argparse.Namespace, Path, datetime], int]


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The hook for the parser of `planner`."""
    about = "Look after the database of saved plans (PLANNER_DATABASE)."
    parts = verbs.add_parser("db", help="look after the database of saved plans", description=about)
    _add_db(parts.add_subparsers(dest="act", required=True, metavar="VERB"))
    about = "List, show, export or import saved plans, of every workspace in the database."
    parts = verbs.add_parser("scenario", help="list, show, export or import saved plans", description=about)
    _add_scenario(parts.add_subparsers(dest="act", required=True, metavar="VERB"))
    kept_things.add_verbs(verbs)


def _add_db(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verbs.add_parser("migrate", help="bring the schema up to date; the server does so by itself")
    backup = verbs.add_parser("backup", help="write a complete copy, also while the server runs")
    backup.add_argument("file", type=Path, metavar="FILE", help="where to; it must not be there yet")
    verbs.add_parser("check", help="read everything; exit code 1 when something is wrong")
    verbs.add_parser("stats", help="print how large it is and what each workspace keeps")


def _add_scenario(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    every = verbs.add_parser("list", help="list plans, the newest first")
    every.add_argument("words", nargs="*", metavar="WORD", help="words that names, tags or notes must hold")
    every.add_argument("--bin", action="store_true", help="list what was deleted in the last 30 days")
    show = verbs.add_parser("show", help="print one plan: what was asked and what it cost")
    export = verbs.add_parser("export", help="print one plan as JSON, with all its revisions")
    for verb in (show, export):
        verb.add_argument("id", metavar="ID", help="as in planner scenario list; its beginning is enough")
        verb.add_argument("--revision", type=int, metavar="N", help="this revision alone (show: else the latest)")
    show.add_argument("--format", choices=("markdown", "csv"), default="markdown", help="default: %(default)s")
    bring = verbs.add_parser("import", help="save a plan from a file that export wrote")
    bring.add_argument("file", metavar="FILE", help="the file; - reads standard input")
    bring.add_argument("--workspace", type=int, metavar="N", help="where to; needed when there are several")


def run(args: argparse.Namespace, path: Callable[[], Path], now: datetime) -> int:
    """Exit code 0; 1 when the database cannot be used, 2 with a sentence when the input cannot. `path` gives the place
    of the database; it is called here, so that a wrong setting is reported in a sentence too."""
    try:
        return ACTS[args.verb, args.act](args, path(), now)
    except StoreUnavailable as error:
        return _say(str(error), FAILED)
    except (ValueError, NotThere) as error:
        return _say(str(error), USAGE_ERROR)
    except OSError as error:
        return _say(f"{error.filename} cannot be used: {error.strerror}.", USAGE_ERROR)


def _say(words: str, code: int) -> int:
    print(words, file=sys.stderr)
    return code


def db_migrate(_args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with connect(path) as db:
        done = migrate(db)
    print(f"{path}: {', '.join(done) if done else 'up to date, nothing to do'}")
    return 0


def db_backup(args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with connect(existing(path)) as db:
        return _report(args.file, upkeep.backup(db, args.file))


def db_check(_args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with connect(existing(path)) as db:
        return _report(path, upkeep.check(db))


def db_stats(_args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with open_store(existing(path)) as db:
        found = stats.stats(db, path)
    print(f"{path}: {_megabytes(found.file_bytes)} on disk, {_megabytes(found.kept_bytes)} of it in use")
    print("workspace  plans  budgets  in bin  revisions  links        size  last change")
    for one in found.workspaces:
        use = one.use
        counts = (
            f"{one.number:>9}  {use.plans:>5}  {use.budgets:>7}  {one.binned:>6}  {use.revisions:>9}  {use.links:>5}"
        )
        print(f"{counts}  {_megabytes(use.bytes):>10}  {one.changed or 'never'}")
    return 0


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.2f} MB"


def _report(path: Path, health: upkeep.Health) -> int:
    for problem in health.problems:
        print(problem, file=sys.stderr)
    counts = f"{health.workspaces} workspaces, {health.scenarios} plans, {health.revisions} revisions"
    print(f"{path}: {counts}, {health.shares} links, {len(health.problems)} problems")
    return FAILED if health.problems else 0


def scenario_list(args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with open_store(existing(path)) as db:
        for workspace in workspaces.everyone(db):
            for found in _all_of(db, workspace, " ".join(args.words), args.bin):
                day = stamp(found.updated)[:10]
                labels = f"  [{', '.join(found.tags)}]" if found.tags else ""
                print(f"{found.id}  {workspace.id:>3}  {day}  r{found.latest:<3} {found.name}{labels}")
    return 0


def _all_of(db: Database, workspace: Workspace, words: str, binned: bool) -> list[Scenario]:
    """Every match, page by page."""
    found: list[Scenario] = []
    for kind in ("plan", "budget"):
        page, pages = 1, 1
        while page <= pages:
            many = listing.MOST_PER_PAGE
            wanted = listing.Search(words=words, kind=kind, page=page, per_page=many, binned=binned)
            answer = listing.search(db, workspace, wanted)
            found += answer.scenarios
            page, pages = page + 1, answer.pages
    return found


def scenario_show(args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with open_store(existing(path)) as db:
        scenario, history = _chosen(db, args.id, args.revision)
    if scenario.kind != "plan":
        return _say(
            f"{scenario.name} is a {scenario.kind}: its page shows it, and planner scenario export prints it.", 2
        )
    draft = history[0].draft
    if args.format == "csv":
        print(result_tables.results_csv(draft.snapshot), end="")
        return 0
    print(f"# {markdown(scenario.name)}\n\nRevision {history[0].number}, prices of {stamp(draft.price_moment)[:10]}.")
    notes = [markdown(line) for note in (scenario.note, draft.note) for line in note.splitlines()]
    print("\n".join(["", *notes, *[""] * bool(notes), result_tables.results_markdown(draft.snapshot)]))
    return 0


def scenario_export(args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with open_store(existing(path)) as db:
        scenario, history = _chosen(db, args.id, args.revision)
    print(exchange.export_text(exchange.packed(scenario, history)), end="")
    return 0


def _chosen(db: Database, start: str, number: int | None) -> tuple[Scenario, list[Revision]]:
    """The one plan whose id begins so, with one revision or all, the newest first."""
    workspace, scenario = _one(db, start)
    if number is not None:
        return scenario, [revisions.get(db, workspace, scenario.id, number)]
    return scenario, revisions.history(db, workspace, scenario.id)


def _one(db: Database, start: str) -> tuple[Workspace, Scenario]:
    everything = [(w, s) for w in workspaces.everyone(db) for s in _all_of(db, w, "", False)]
    found = [pair for pair in everything if pair[1].id.startswith(start)]
    if len(found) != 1:
        raise NotThere(f"{len(found) or 'No'} plans have an id that begins with {start}.")
    return found[0]


def scenario_import(args: argparse.Namespace, path: Path, now: datetime) -> int:
    text = sys.stdin.buffer.read() if args.file == "-" else Path(args.file).read_bytes()
    package = exchange.read_file(text)
    with open_store(path) as db:
        made = exchange.import_package(db, target(db, args.workspace), package, now=now)
    print(f"{made.id}  {made.name}")
    return 0


ACTS: dict[tuple[str, str], Act] = {
    ("db", "migrate"): db_migrate,
    ("db", "backup"): db_backup,
    ("db", "check"): db_check,
    ("db", "stats"): db_stats,
    ("scenario", "list"): scenario_list,
    ("scenario", "show"): scenario_show,
    ("scenario", "export"): scenario_export,
    ("scenario", "import"): scenario_import,
    **kept_things.ACTS,
}
