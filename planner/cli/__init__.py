"""The terminal: the same request, answer and catalogue as the JSON API, as tables or as that JSON.

Exit code 0 when answered (refusals are listed), 2 with sentences on stderr when the input cannot be used.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from planner import __version__
from planner.cli import stored as store_verbs
from planner.cli.budget import add_budget, budget_verb
from planner.cli.calibrate import add_calibrate, calibrate_verb
from planner.cli.count import add_count, count_verb
from planner.cli.data import add_data, data_verb
from planner.cli.prices import add_prices, prices_verb
from planner.cli.tables import comparison_text, models_text, offers_text
from planner.cli.usage import add_usage, usage_verb
from planner.cli.validate import add_validate, validate_verb
from planner.core.estimate.comparison import compare
from planner.core.estimate.terms import Terms
from planner.core.models.catalogue import Catalogue
from planner.core.ranking.market import open_market
from planner.core.ranking.offer_evidence import offer_evidence
from planner.core.workload import BadInput, Problem, Workload
from planner.schema.answers import comparison_to_data
from planner.schema.catalogue import find_offers, offer_to_data, profile_to_data, served
from planner.schema.requests import parse_known
from planner.schema.scalars import to_json
from planner.sources.catalogue import load_catalogue

USAGE_ERROR = 2
CANCELLED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one verb and gives its exit code; the clock is read here, once."""
    args = parser().parse_args(argv)
    try:
        if args.verb == "serve":
            return serve(args)
        if args.verb in store_verbs.VERBS:
            return stored(args)
        if args.verb == "data":
            print(data_verb(args))
            return 0
        print(VERBS[args.verb](args, load_catalogue(), datetime.now(UTC)))
        sys.stdout.flush()
    except BadInput as error:
        for problem in error.problems:
            print(sentence(problem), file=sys.stderr)
        return USAGE_ERROR
    except KeyboardInterrupt:
        print("Cancelled.", file=sys.stderr)
        return CANCELLED
    except BrokenPipeError:
        # Whoever read the output has seen enough; Python would complain while closing it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def sentence(problem: Problem) -> str:
    """A problem on a line of its own: the field, then what is wrong with it."""
    nearest = f" (nearest: {', '.join(problem.suggestions)})" if problem.suggestions else ""
    return f"{problem.field or 'The request'} {problem.message}{nearest}."


def parser() -> argparse.ArgumentParser:
    """Every verb and option; the help is printed at a fixed width in the documentation."""
    top = argparse.ArgumentParser(
        prog="planner", description="What a language-model workload costs and how long it takes, thinking on and off."
    )
    top.add_argument("--version", action="version", version=f"planner {__version__}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    _add_estimate(verbs)
    add_budget(verbs)
    add_count(verbs)
    add_data(verbs)
    _add_models(verbs)
    _add_offers(verbs)
    add_prices(verbs)
    _add_serve(verbs)
    add_usage(verbs)
    add_calibrate(verbs)
    add_validate(verbs)
    store_verbs.add_verbs(verbs)
    return top


def _add_estimate(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "Answer a request: cost, tokens and time of every offer and thinking mode in it."
    verb = verbs.add_parser("estimate", help="answer a request in a JSON file", description=about)
    verb.add_argument("file", metavar="FILE", help="the request, as for POST /api/v1/estimate; - reads standard input")
    verb.add_argument("--json", action="store_true", help="print the answer as JSON instead of a table")


def _add_models(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "List the models with a profile: thinking modes, context window and the hosts that serve them now."
    verb = verbs.add_parser("models", help="list the models with a profile", description=about)
    verb.add_argument("--json", action="store_true", help="print JSON, with the source of every figure")


def _add_offers(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "List offers with their prices now, in USD per million tokens."
    verb = verbs.add_parser("offers", help="list offers and their prices", description=about)
    verb.add_argument("query", metavar="QUERY", nargs="*", help="words that id, name or host must hold")
    verb.add_argument("--ended", action="store_true", help="list those that have ended too")
    verb.add_argument("--json", action="store_true", help="print JSON, with every rate")


def _add_serve(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    verb = verbs.add_parser("serve", help="run the web pages and the API", description="Run the web pages and the API.")
    verb.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    verb.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")
    several = "processes that answer (default: one a processor, two at most)"
    verb.add_argument("--workers", metavar="N", type=int, help=several)


def estimate(args: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
    comparison = compare(parse_known(read(args.file), catalogue, now=now), catalogue, now=now)
    return to_json(comparison_to_data(comparison), indent=1) if args.json else comparison_text(comparison)


def models(args: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
    found = [profile_to_data(catalogue, profile, now=now) for profile in catalogue.profiles.values()]
    return to_json({"models": found}, indent=1) if args.json else models_text(found)


def offers(args: argparse.Namespace, catalogue: Catalogue, now: datetime) -> str:
    found = find_offers(catalogue, " ".join(args.query))
    if not args.ended:
        found = served(catalogue, found, now=now)
    known = offer_evidence(open_market(catalogue), Terms(Workload(), catalogue, now, "calendar")) if args.json else {}
    data = [offer_to_data(catalogue, offer, now=now, known=known.get(offer.id)) for offer in found]
    return to_json({"offers": data, "total": len(data), "offset": 0}, indent=1) if args.json else offers_text(data)


VERBS = {
    "budget": budget_verb(lambda name: read(name)),
    "count": count_verb(lambda name: read(name)),
    "estimate": estimate,
    "models": models,
    "offers": offers,
    "prices": prices_verb,
    "calibrate": calibrate_verb,
    "usage": usage_verb,
    "validate": validate_verb,
}


def serve(args: argparse.Namespace) -> int:
    # Imported here: the other verbs need no web server.
    from planner.web.serve import serve as serve_web

    return serve_web(host=args.host, port=args.port, number=args.workers)


def stored(args: argparse.Namespace) -> int:
    # Imported here: the other verbs need no web server and no settings.
    from planner.web.workspace import database_path

    return store_verbs.run(args, database_path, datetime.now(UTC))


def read(name: str) -> bytes:
    """The bytes of a file, or of standard input for "-"; BadInput for a file that cannot be read."""
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise BadInput([Problem(name, f"cannot be read: {error.strerror}")]) from None
