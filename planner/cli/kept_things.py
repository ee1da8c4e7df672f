"""`planner own-offers` and `planner own-runs`: what a workspace keeps, listed, exported and imported."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

from planner.cli.chosen_workspace import existing, target
from planner.core.number_text import noun
from planner.schema.own_offers import own_offers_file, read_own_offers_file
from planner.schema.own_runs import own_runs_file, read_own_runs_file
from planner.store import own_offers, own_runs, workspaces
from planner.store.database.connection import open_store
from planner.store.files.own_runs_table import own_runs_csv


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Both verbs with their own."""
    about = "List, export or import the own offers of a workspace: fine-tunes, gateways, negotiated prices, own GPUs."
    parts = verbs.add_parser("own-offers", help="list, export or import offers of your own", description=about)
    _add_kept(parts.add_subparsers(dest="act", required=True, metavar="VERB"), "own offers", "of the same id")
    about = "List, export or import the own runs of a workspace: means of what was measured, which move its plans."
    parts = verbs.add_parser("own-runs", help="list, export or import runs of your own", description=about)
    acts, formats = parts.add_subparsers(dest="act", required=True, metavar="VERB"), ("json", "csv")
    _add_kept(acts, "own runs", "of the same figures", formats)


def _add_kept(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], things: str, same: str, formats: tuple[str, ...] = ()
) -> None:
    verbs.add_parser("list", help=f"list the {things} of every workspace, with its number")
    export = verbs.add_parser("export", help=f"print the {things} of one workspace{' as JSON' * (not formats)}")
    if formats:
        export.add_argument("--format", choices=formats, default=formats[0], help="default: %(default)s")
    bring = verbs.add_parser("import", help=f"add {things} from a file that export wrote, instead of those {same}")
    bring.add_argument("file", metavar="FILE", help="the file; - reads standard input")
    for verb in (export, bring):
        verb.add_argument("--workspace", type=int, metavar="N", help="whose; needed when there are several")


def own_offers_list(_args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with open_store(existing(path)) as db:
        for workspace in workspaces.everyone(db):
            for own in own_offers.every(db, workspace):
                print(f"{workspace.id:>3}  own/{own.id}  {own.kind}, like {own.like}  {own.name}")
    return 0


def own_offers_export(args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with open_store(existing(path)) as db:
        found = own_offers.every(db, target(db, args.workspace))
    print(json.dumps(own_offers_file(found), ensure_ascii=False, indent=1))
    return 0


def own_offers_import(args: argparse.Namespace, path: Path, now: datetime) -> int:
    found = read_own_offers_file(_content(args.file))
    with open_store(path) as db:
        return _imported(own_offers.import_all(db, target(db, args.workspace), found, now=now))


def own_runs_list(_args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with open_store(existing(path)) as db:
        for workspace in workspaces.everyone(db):
            for one in own_runs.every(db, workspace):
                own = one.kept.own
                runs = f"{own.runs:,} {noun(own.runs, 'run')}"
                print(f"{workspace.id:>3}  {one.id}  {own.model}, {own.thinking}  {own.task_class}  {runs}")
    return 0


def own_runs_export(args: argparse.Namespace, path: Path, _now: datetime) -> int:
    with open_store(existing(path)) as db:
        found = own_runs.every(db, target(db, args.workspace))
    kept = [one.kept for one in found]
    if args.format == "csv":
        print(own_runs_csv(kept), end="")
    else:
        print(json.dumps(own_runs_file(kept), ensure_ascii=False, indent=1))
    return 0


def own_runs_import(args: argparse.Namespace, path: Path, now: datetime) -> int:
    found = read_own_runs_file(_content(args.file))
    with open_store(path) as db:
        return _imported(own_runs.keep(db, target(db, args.workspace), found, now=now))


def _content(file: str) -> bytes:
    """Of a file, or of standard input for "-"."""
    return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()


def _imported(count: int) -> int:
    print(f"{count} imported")
    return 0


ACTS = {
    ("own-offers", "list"): own_offers_list,
    ("own-offers", "export"): own_offers_export,
    ("own-offers", "import"): own_offers_import,
    ("own-runs", "list"): own_runs_list,
    ("own-runs", "export"): own_runs_export,
    ("own-runs", "import"): own_runs_import,
}
