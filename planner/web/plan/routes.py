"""The plan: its page behind each of the four doors, its results as a fragment, and its table to take away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, abort, redirect, render_template, request
from flask.blueprints import BlueprintSetupState
from jinja2 import Environment
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from planner.core.latency import seconds
from planner.core.request import EstimateRequest
from planner.core.results import Estimate, Pair
from planner.core.workload import BadInput, Problem
from planner.store.files.plan_workbook import plan_workbook
from planner.web import filters, responses
from planner.web.charts.strip_svg import strip
from planner.web.clock import now
from planner.web.forms import (
    DOORS,
    FIRST_DOOR,
    PlanForm,
    form_problems,
    in_one_line,
    read_form,
    thing_of,
    with_label,
    with_readings,
)
from planner.web.forms.starting import started
from planner.web.plan import export
from planner.web.plan.answer import pairs_of, question_of, unknown_models, unknown_preset, unknown_set
from planner.web.plan.last_plan import LastPlan, last_plan, remember
from planner.web.plan.measures.seconds import first_word, run_seconds
from planner.web.plan.page import PlanPage, bill_head, plan_page
from planner.web.plan.row.detail import budget_part
from planner.web.plan.row_html import ChartRows, TableRows
from planner.web.plan.rows import ordered, side_in
from planner.web.plan.stale_notice import stale_of
from planner.web.present.amounts import in_times, range_in_times, unit_of_all, usd_of
from planner.web.present.context_fit import full_words, is_full, misfit, over_window, where_full_of, why_unable
from planner.web.present.evidence import SPEEDS, is_wait_guessed, mark_of_evidence, wait_evidence, yours
from planner.web.present.hosts import at_host, host_of
from planner.web.present.macros import drawn_once
from planner.web.present.names import already_in, canonical_name, distinctly_named, name_of, not_called, with_names
from planner.web.present.price_line import price_line
from planner.web.present.scores import SOURCE
from planner.web.state import catalogue
from planner.web.workspace import is_https

bp = Blueprint("plan", __name__)
LAST_DOOR = "door"
A_YEAR = 365 * 24 * 3600
ENTERED = "Planner-Entered"
"""The value that static/js/search.js sends where Enter was pressed in a field."""
BELOW = "Planner-Below"
"""The value that static/js/near.js sends while the sections below the first screen are near the visible part."""


@bp.record_once
def _globals(state: BlueprintSetupState) -> None:
    for_templates(state.app.jinja_env)


def for_templates(env: Environment) -> None:
    """Gives templates what they ask of estimates."""
    env.globals.update(at_host=at_host, budget_part=budget_part, drawn_once=drawn_once, host_of=host_of, strip=strip)
    env.globals.update(chart_rows=ChartRows, table_rows=TableRows)
    env.globals.update(evidence_mark=mark_of_evidence, SCORE_SOURCE=SOURCE, SPEEDS=SPEEDS, wait_evidence=wait_evidence)
    for name in ("LOOP_MEASURED_TOKENS", "LOOP_READING", "LOOP_TTFT_SECONDS", "PRIOR_TTFT_SECONDS"):
        env.globals[name] = getattr(seconds, name)
    env.filters.update(in_times=in_times, range_in_times=range_in_times, usd_of=usd_of, yours=yours)
    env.filters.update(
        full_words=full_words,
        misfit=misfit,
        why_unable=why_unable,
        over_window=over_window,
        run_seconds=run_seconds,
        side_in=side_in,
        where_full=where_full_of,
    )
    env.filters.update(first_word=first_word, wait_guessed=is_wait_guessed)
    env.tests["full"] = is_full
    env.tests["looping"] = seconds.in_a_loop
    env.tests["estimate"] = lambda side: isinstance(side, Estimate)


@dataclass(frozen=True, slots=True)
class Answer:
    """A form with what follows from it: pairs, or the sentences that say what to type instead."""

    form: PlanForm
    question: EstimateRequest | None
    pairs: tuple[Pair, ...]
    errors: dict[str, str]
    added: str = ""
    notice: str = ""

    @property
    def status(self) -> int:
        return 422 if self.errors else 200


@bp.get("/")
@bp.get("/plan")
def page() -> AnyResponse:
    """The page behind the door used last; an address with a plan in it but no door is an old one, and holds."""
    args = request.args.copy()
    if not args:
        args["door"] = _last_door()
    if args.get("door") in DOORS and len(args) > 1:
        form, _, _, unread = _with_added(read_form(args, catalogue()))
        if not unread:
            return redirect(form.address("/plan"), 303 if "sent" in args else 301)
    return _whole(args)


@bp.get("/plan/<door>")
def behind(door: str) -> AnyResponse:
    """The whole page; a form sent without a script is answered at its clean address."""
    if door not in DOORS:
        abort(404)
    args = request.args.copy()
    args["door"] = door
    response = _whole(args)
    # Only a door that was opened is remembered; other pages set no cookie.
    response.set_cookie(LAST_DOOR, door, max_age=A_YEAR, samesite="Lax", httponly=True, secure=is_https())
    return response


def _whole(args: MultiDict[str, str]) -> AnyResponse:
    answer = _answer(args)
    # What another workload takes the place of is there to go back to.
    replaced = read_form(args, catalogue()) if args.get("start", "") not in ("", args.get("preset")) else None
    if "sent" in args and not answer.errors:
        response = redirect(answer.form.address("/plan"), 303)
        if replaced:
            remember(response, replaced)
        return response
    last = last_plan(answer.form, catalogue(), replaced)
    response = Response(render_template("plan/page.html", page=_page(answer, last=last)), answer.status)
    response.headers["Vary"] = "HX-Request, Cookie"
    if replaced or not answer.errors:
        remember(response, replaced or answer.form)
    return response


def _last_door() -> str:
    door = request.cookies.get(LAST_DOOR, "")
    return door if door in DOORS else FIRST_DOOR


@bp.get("/plan/results")
def results() -> AnyResponse:
    """What follows from the form, for a page that is already there; anyone else is sent to the page."""
    answer = _answer(request.args)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(answer.form.address("/plan"), 303)
    name = "plan/_refused.html" if answer.errors else "plan/_update.html"
    body = render_template(name, page=_page(answer, below=BELOW in request.headers))
    response = Response(body, answer.status, mimetype="text/html")
    response.headers["Vary"] = f"HX-Request, {BELOW}"
    if answer.errors:
        # Only the sentences beside the fields change: what was typed and the last good results stay, and say of what.
        response.headers["HX-Reswap"] = "none"
        return response
    response.headers["HX-Replace-Url"] = answer.form.address("/plan")
    remember(response, answer.form)
    if answer.added:
        response.headers["HX-Trigger-After-Settle"] = "planner:added"
    return response


@bp.get("/plan/below")
def below() -> AnyResponse:
    """The sections below the first screen, for a page that is already there; anyone else gets the page with them."""
    answer = _answer(request.args)
    if not request.htmx:  # type: ignore[attr-defined]
        return redirect(answer.form.address("/plan", whole="1"), 303)
    page = _page(answer, below=True)
    if page.results is None:
        return Response(status=204)
    return Response(render_template("plan/_below.html", page=page), headers={"Vary": "HX-Request"})


@bp.get("/plan.csv")
def as_csv() -> AnyResponse:
    answer = _answer(request.args)
    text = "\ufeff" + export.as_csv(ordered(answer.pairs, answer.form.sort, answer.form.mode), answer.form)
    return _download(text, "text/csv", answer, "csv")


@bp.get("/plan.md")
def as_markdown() -> AnyResponse:
    answer = _answer(request.args)
    form = answer.form
    whole, one = bill_head(form, unit_of_all(answer.pairs)), thing_of(form)
    priced = price_line(catalogue(), now(), (answer.question and answer.question.price_date) or now())
    text = export.as_markdown(
        ordered(answer.pairs, form.sort, form.mode),
        form,
        form.preset.name,
        about=f"{filters.sentence(in_one_line(form))} {priced}.",
        whole=whole,
        one=one,
    )
    return _download(text, "text/markdown", answer, "md")


@bp.get("/plan.xlsx")
def as_xlsx() -> AnyResponse:
    answer = _answer(request.args)
    snapshot = export.snapshot_of(ordered(answer.pairs, answer.form.sort, answer.form.mode), answer.form)
    file = plan_workbook(answer.form.preset.name, snapshot) if not answer.errors else b""
    return _download(file, responses.XLSX, answer, "xlsx")


def _download(text: str | bytes, kind: str, answer: Answer, ending: str) -> Response:
    if answer.errors:
        sentences = (with_label(answer.form, name, text, catalogue()) for name, text in answer.errors.items())
        return Response("\n".join(sentences) + "\n", 422, mimetype="text/plain")
    name = f"plan-{answer.form.preset.id}.{ending}"
    return Response(text, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(answer: Answer, *, below: bool = False, last: LastPlan | None = None) -> PlanPage:
    return plan_page(
        answer.form,
        catalogue(),
        now=now(),
        question=answer.question,
        pairs=answer.pairs,
        errors=answer.errors,
        added=answer.added,
        notice=answer.notice,
        stale=_stale(answer),
        last=last,
        below=below,
    )


def _stale(answer: Answer) -> str:
    """Only a page that is already there can show older results; one that is opened with a wrong field has none."""
    address = request.headers.get("HX-Current-URL")
    return stale_of(address, answer.errors, catalogue(), answer.form.door) if address and answer.errors else ""


def _answer(args: MultiDict[str, str]) -> Answer:
    """Read the form, ask the question, answer it."""
    form, added, notice, errors = _with_added(started(read_form(args, catalogue()), args, catalogue()))
    errors |= unknown_preset(args, catalogue()) | unknown_set(args, catalogue())
    if not form.models:
        return Answer(form, None, (), errors, added, notice)
    try:
        question = question_of(form, catalogue())
    except BadInput as bad:
        problems = [*bad.problems, *unknown_models(form, catalogue(), now())]
        return Answer(form, None, (), errors | _beside(form, problems), added)
    try:
        pairs = () if errors else distinctly_named(pairs_of(form, question, catalogue(), now=now()))
    except BadInput as bad:
        return Answer(form, None, (), _beside(form, bad.problems), added)
    if errors:
        return Answer(form, None, (), errors, added, notice)
    return Answer(form, question, pairs, {}, added, notice)


def _beside(form: PlanForm, problems: Sequence[Problem]) -> dict[str, str]:
    """The sentences beside the fields, with the names that people know."""
    return with_readings(form, form_problems(with_names(problems, catalogue()), form))


def _with_added(form: PlanForm) -> tuple[PlanForm, str, str, dict[str, str]]:
    """The form with the typed model among the chosen ones, its name, what to say of it where it is there already, and
    what is wrong; half a name is not yet a mistake before Enter is pressed."""
    if not form.add:
        return form, "", "", {}
    name = canonical_name(form.add, catalogue())
    if name is None:
        typing = bool(request.htmx) and ENTERED not in request.headers  # type: ignore[attr-defined]
        sentence = not_called(form.add, catalogue(), now().date())
        return replace(form, add=""), "", "", {} if typing else {"add": sentence}
    if there := already_in(form.models, name, catalogue(), now()):
        return replace(form, add=""), name, f"{name_of(there, catalogue())} is in the plan already.", {}
    return replace(form, models=(*form.models, name), add=""), name, "", {}
