"""Plans as something that can be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import Response, request
from werkzeug.wrappers import Response as AnyResponse

from planner.core.workload import BadInput
from planner.store import revisions
from planner.store.database.rows import Draft, Revision, Scenario, Shared
from planner.store.files.escaping import markdown
from planner.store.files.plan_workbook import plan_workbook
from planner.store.files.result_tables import results_csv, results_markdown
from planner.store.normalise import clean_note
from planner.web import filters, responses
from planner.web.clock import now
from planner.web.forms import form_problems, with_label
from planner.web.present.names import with_names
from planner.web.saved.finance.sheet import Bars, Sheet
from planner.web.saved.kinds import (
    NOTICES,
    PLANS,
    Chosen,
    Column,
    Difference,
    Fields,
    Files,
    Kind,
    Problems,
    Sent,
    Summary,
)
from planner.web.saved.plans.compare import PlanComparison, compare_plans
from planner.web.saved.plans.figures import chosen_pair, saved_pairs
from planner.web.saved.plans.finance import plan_sheet
from planner.web.saved.plans.inputs import differing_inputs
from planner.web.saved.plans.one_file import one_file
from planner.web.saved.plans.reprice.kept_page import kept_page
from planner.web.saved.plans.save_again import save_again
from planner.web.saved.plans.saved_plan import SavedPlan, saved_plan
from planner.web.saved.plans.snapshot import draft_from, form_of, plan_of
from planner.web.saved.revisions_page import revision_lines
from planner.web.state import catalogue
from planner.web.workspace import store


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """The plan, and the address it was reached at."""

    name: str
    plan: SavedPlan
    until: str
    address: str
    bars: Bars | None


class PlanKind(Kind):
    """What a workload costs, kept with every price of its day."""

    place = PLANS
    several = "Saved"
    start = "/plan"
    start_words = "Start with a plan"
    new = "/plan"
    folder = "saved/plans"
    nothing = "Nothing is saved here yet."
    columns = (Column("as saved", "r"), Column("Model"))
    files = Files(
        {
            "csv": lambda _name, revision: "\ufeff" + results_csv(revision.draft.snapshot),
            "xlsx": lambda name, revision: plan_workbook(name, revision.draft.snapshot),
            "md": lambda name, revision: f"# {markdown(name)}\n\n{results_markdown(revision.draft.snapshot)}",
            "html": lambda name, revision: one_file(name, revision, catalogue()),
        }
    )

    def summary(self, draft: Draft) -> Summary:
        """What the plan costs and the model that is of."""
        chosen = chosen_pair(draft)
        if chosen is None:
            return Summary(("", ""), "no price")
        short = filters.money(chosen.main.usd_per_month) if chosen.main and chosen.main.usd_per_month else chosen.price
        return Summary((chosen.price, chosen.name + chosen.misfit), short or "no price")

    def page(self, kept: Scenario) -> AnyResponse:
        history = revisions.history(store(), responses.mine(), kept.id)
        return self.revision_page(kept, history[0], history)

    def revision_page(self, kept: Scenario, revision: Revision, history: Sequence[Revision]) -> AnyResponse:
        """Then and now."""
        notice = NOTICES.get(request.args.get("notice", ""), "")
        lines = revision_lines(self, history)
        view = kept_page(kept, revision, lines, catalogue(), now=now(), notice=notice)
        return responses.page("saved/plans/page.html", view)

    def shared_page(self, shared: Shared, address: str) -> Response:
        plan = saved_plan(shared.revision, catalogue())
        until = filters.day(shared.expires_at) if shared.expires_at else ""
        bars = self.sheet(shared.name, shared.revision).bars
        view = SharedPlan(shared.name, plan, until, address, bars)
        return responses.page("saved/plans/shared.html", view)

    def comparison(self, chosen: Sequence[Chosen]) -> PlanComparison:
        return compare_plans(chosen, catalogue())

    def differences(self, newest: Draft, yours: Draft) -> tuple[Difference, ...]:
        """Inputs that differ, then every model of either with its month in each."""
        both = [_prices(draft) for draft in (newest, yours)]
        names = dict.fromkeys(name for side in both for name in side)
        totals = [
            Difference(name, tuple(side.get(name, "not in it") for side in both), differs=False) for name in names
        ]
        return (*differing_inputs(newest, yours, catalogue()), *totals)

    def sheet(self, name: str, revision: Revision) -> Sheet:
        return plan_sheet(name, revision, catalogue())

    def sent(self) -> Sent:
        """The plan as its page packs it."""
        typed = request.form
        plan, kept, revision = typed.get("plan", ""), typed.get("scenario", ""), typed.get("revision", "")

        def fields(number: str) -> Fields:
            return (("plan", plan), ("scenario", kept), ("revision", number))

        problems: Problems = {}
        draft = None
        note = cleaned("note", typed.get("note", ""), clean_note, problems)
        form = form_of(plan, catalogue())
        if not problems:
            try:
                draft = draft_from(plan_of(form, catalogue(), now=now()), catalogue(), now=now(), note=note)
            except BadInput as bad:
                found = form_problems(with_names(bad.problems, catalogue()), form)
                problems = {name: with_label(form, name, text, catalogue()) for name, text in found.items()}
        return Sent(
            draft, problems, typed.get("name", ""), _refuse, kept, revision, back=f"/plan?{plan}", fields=fields
        )


def _prices(draft: Draft) -> dict[str, str]:
    """What each model costs, with thinking where it has a figure."""
    known = [pair for pair in saved_pairs(draft) if pair.main]
    return {pair.name: f"{pair.price}{pair.misfit}" for pair in known}


def _refuse(problems: Problems, status: int) -> Response:
    view = save_again(request.form, problems, catalogue(), status=status)
    return responses.page("saved/plans/save_again.html", view, status)


def cleaned(field: str, text: str, clean: Callable[[str], str], problems: Problems) -> str:
    """The text as it is stored; if that is not possible, a sentence is added to `problems`."""
    try:
        return clean(text)
    except ValueError as error:
        problems[field] = str(error)
        return ""


PLAN = PlanKind()
