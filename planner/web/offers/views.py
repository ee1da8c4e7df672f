"""All offers ranked for the plan's workload: the page, its list as a fragment, and names while one is being typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from planner.core.estimate.comparison import terms_of
from planner.core.estimate.dollar_range import DollarRange, dollar_range
from planner.core.estimate.terms import Terms
from planner.core.ranking.offer_columns import CLOSEST
from planner.core.ranking.own_figures import own_by_offer
from planner.core.ranking.rank import Ranking
from planner.core.request import EstimateRequest
from planner.core.results import Refusal
from planner.core.workload import NO_OVERRIDES, BadInput, Overrides, Problem
from planner.schema.requests import parse_request
from planner.web.clock import now
from planner.web.forms import DOORS, FIRST_DOOR, PlanForm, form_problems, to_request, with_label
from planner.web.offers.filter_hints import in_words
from planner.web.offers.form import RankForm, read_rank_form
from planner.web.offers.leaders import Exact
from planner.web.offers.page import RankPage, rank_page, rest_of_page
from planner.web.offers.rows import FIRST_ROWS
from planner.web.offers.search.find import find_hits, nearest_hits
from planner.web.own_runs.of_request import own_runs_of_request, with_own_runs
from planner.web.plan.routes import BELOW
from planner.web.plan.stale_notice import query_of
from planner.web.present.names import canonical_name, is_lab_or_host, why_unread, with_names
from planner.web.saved.plans.inputs import runs_in_words
from planner.web.state import catalogue, market, ranking

Asked = tuple[Terms, EstimateRequest]


def page() -> AnyResponse:
    """The whole page; a form sent without a script is answered at its clean address. A door that there is not is not
    found, as on the plan."""
    if request.args.get("door", FIRST_DOOR) not in (*DOORS, ""):
        abort(404)
    form, view = _answer()
    if "sent" in request.args and not _wrong(view):
        return redirect(form.address(), 303)
    return _response(view, "offers/page.html")


def results() -> AnyResponse:
    """The list for a page that is already there; anyone else is sent to the page."""
    form, view = _answer(whole=BELOW in request.headers)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(form.address(), 303)
    if _wrong(view):
        # Only the sentences beside the fields change: what was typed and the last good list stay.
        response = _response(view, "offers/_refused.html")
        response.headers["HX-Reswap"] = "none"
        return response
    response = _response(view, "offers/_update.html")
    response.headers["HX-Replace-Url"] = form.address()
    return response


def rest() -> AnyResponse:
    """The rows below the first ones, for a page that is already there; anyone else gets the page with them."""
    form = read_rank_form(request.args, catalogue())
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(form.whole().address(), 303)
    try:
        found = _ranked(_asked(form.plan), form.plan)
    except BadInput:
        return Response(status=204)
    rows = rest_of_page(form, market(), found)
    return Response(render_template("offers/_rest.html", rows=rows, above=FIRST_ROWS), headers={"Vary": "HX-Request"})


def _wrong(view: RankPage) -> bool:
    return bool(view.rail.errors or view.troubles)


def _response(view: RankPage, template: str) -> Response:
    response = Response(render_template(template, page=view), 422 if _wrong(view) else 200, mimetype="text/html")
    response.headers["Vary"] = f"HX-Request, {BELOW}"
    return response


def _answer(*, whole: bool = False) -> tuple[RankForm, RankPage]:
    """The form and its page, the `whole` of it where all its rows are asked for."""
    form = read_rank_form(request.args, catalogue())
    try:
        asked = _asked(form.plan)
    except BadInput as bad:
        return form, rank_page(form, market(), None, _away(form.plan, bad.problems))
    found = _ranked(asked, form.plan)
    moved = _moved_by(asked[1])
    answered = rank_page(
        form, market(), found, stale=_stale(), exact=_exact(asked, found), moved=moved, whole=whole or form.is_whole
    )
    return form, answered


def _away(form: PlanForm, problems: Sequence[Problem]) -> list[str]:
    """What is wrong with the plan, whose fields do not stand on this page."""
    found = form_problems(with_names(problems, catalogue()), form)
    return [with_label(form, name, text, catalogue()) for name, text in found.items()]


def _moved_by(question: EstimateRequest) -> str:
    """What own runs do to the list, in a sentence; empty where there are none."""
    if not question.calibration:
        return ""
    own_runs = [own for own in question.calibration if own.task_class == question.workload.task_class]
    if not own_runs:
        return "Your own runs are of other kinds of work: here they move only the speeds of the endpoints that ran."
    return (
        f"Your own runs count here ({runs_in_words(own_runs, catalogue())}): models that ran are estimated from them, "
        "and the figures of all other models are moved by what they show about this kind of work."
    )


def _stale() -> str:
    """What an older list that is still on the page is of; a newly opened page has none."""
    address = request.headers.get("HX-Current-URL")
    if not address:
        return ""
    shown = read_rank_form(MultiDict(parse_qsl(query_of(address))), catalogue())
    return in_words(shown, market())


def ranked(plan: PlanForm) -> Ranking:
    """All offers for the plan's workload, thinking least and at the effort nearest to the one chosen."""
    return _ranked(_asked(plan), plan)


def _ranked(asked: Asked, plan: PlanForm) -> Ranking:
    return ranking(*asked, ("least", f"{CLOSEST}{plan.effort}"))


def exact_at(plan: PlanForm, ranking: Ranking) -> Exact:
    """The exact dollars, with their range, of one offer of the ranking in one of its slots."""
    return _exact(_asked(plan), ranking)


def _exact(asked: Asked, ranking: Ranking) -> Exact:
    terms, question = asked

    own = own_by_offer(terms.catalogue, question.overrides)

    def exact(place: int, slot: int) -> DollarRange | Refusal:
        offer = ranking.columns.offers[place]
        return dollar_range(terms, offer, str(ranking.modes[place, slot]), overrides=own.get(offer.id, NO_OVERRIDES))

    return exact


def _asked(plan: PlanForm) -> Asked:
    """The terms and the request for every offer. Raises BadInput, also for a run of several parts, which have models of
    their own."""
    if plan.stages:
        text = "A run of several parts cannot be ranked over all offers: compare models in its plan"
        raise BadInput([Problem("stages", f"{text}, or leave the parts out.")])
    # Which models the plan holds does not matter here, nor whether they are known.
    question = parse_request(to_request(replace(plan, models=plan.model_set.models)))
    own = {offer: figures for offer, figures in question.overrides.items() if figures != Overrides()}
    question = with_own_runs(replace(question, overrides=own), plan, own_runs_of_request())
    return terms_of(question, catalogue(), now=now()), question


def hits() -> AnyResponse:
    """A list box for a page that is already there; anyone else is sent to the search over every offer."""
    query = request.args.get("q", "")
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(url_for("models.index", q=query, _anchor="offers"), 303)
    day = now().date()
    found = find_hits(market(), query, day)
    nearest = () if found else nearest_hits(market(), query, day)
    unlisted = "" if found else why_unread(market().catalogue, query)
    known = market().catalogue
    whose = canonical_name(query, known) is None and is_lab_or_host(query, known)
    html = render_template(
        "offers/_hits.html", hits=found, nearest=nearest, query=query, whose=whose, unlisted=unlisted
    )
    response = Response(html, mimetype="text/html")
    response.headers["Vary"] = "HX-Request"
    return response
