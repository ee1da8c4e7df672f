"""The page of a scenario: as it was saved, what it would cost today, and what moved in between."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from planner.core.catalogue import Catalogue
from planner.core.then_now import Repriced
from planner.store.rows import Draft, Revision, Scenario
from planner.web import filters
from planner.web.charts.then import ThenChart, Track, draw
from planner.web.finding import Piece
from planner.web.repricing import Today, reprice, steps
from planner.web.saved_form import form_of_question
from planner.web.views import then_words as words
from planner.web.views.inputs import asked_of, facts
from planner.web.views.moved_rates import MovedOffer, moved_offers, signed_percent
from planner.web.views.saved_figures import chosen_pair, key_of, price, saved_pairs
from planner.web.views.saved_plan import SavedPlan, saved_plan

WIDE, NARROW = (23.0, 68.0), (1.5, 45.5)
"""Where the lines run, in percent of the width: with the names on both sides, and on a phone."""
REVISIONS = 8
SAID = {
    "saved": "Saved. It keeps the prices of today.", "revised": "Saved as a new revision.",
    "changed": "Changed.", "duplicated": "This is a copy of its own.", "restored": "Taken out of the bin.",
    "imported": "Imported, with the figures and prices of its file.", "kept": "Nothing was changed.",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """A revision in the list: its number, day and price; the one shown has no address."""

    number: int
    day: str
    price: str
    note: str
    address: str


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done next: a write with the offer it chooses, or a link."""

    words: str
    text: str
    price: str
    chosen: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class ThenPage:
    """Everything its template prints."""

    title: str
    asof: str
    said: str
    scenario: Scenario
    number: int
    is_latest: bool
    saved_ago: str
    plan: SavedPlan
    pieces: tuple[Piece, ...]
    follow: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    revisions: tuple[RevisionLine, ...]
    more_revisions: int
    chart: ThenChart | None
    narrow: ThenChart | None
    chart_title: str
    chart_note: str
    saved_day: str
    today: str
    moved: tuple[MovedOffer, ...]
    retired: tuple[str, ...]
    can_revise: bool
    steps: tuple[Step, ...]


def then_page(
    scenario: Scenario,
    revision: Revision,
    history: Sequence[Revision],
    catalogue: Catalogue,
    *,
    now: datetime,
    said: str,
) -> ThenPage:
    draft = revision.draft
    today = reprice(draft, catalogue, now=now)
    rows, chosen = main_rows(draft, today)
    question = asked_of(draft)
    tracks = tracks_of(today, rows, chosen, catalogue, now=now)
    span = (today.found.then.date(), today.found.now.date())
    can_revise = any(row.now for row in rows)
    return ThenPage(
        title=scenario.name,
        asof=f"Prices of {filters.day(now)}",
        said=SAID.get(said, ""),
        scenario=scenario,
        number=revision.number,
        is_latest=revision.number == scenario.latest,
        saved_ago=words.ago(revision.created, now),
        plan=saved_plan(revision, catalogue),
        pieces=words.finding(chosen, today, catalogue),
        follow=tuple(words.follow(rows, chosen)),
        facts=(*(facts(question, catalogue) if question else ()), *_chosen_fact(draft)),
        revisions=revision_lines(scenario, history, revision.number)[:REVISIONS],
        more_revisions=max(len(history) - REVISIONS, 0),
        chart=draw(tracks, *span, *WIDE),
        narrow=draw(tracks, *span, *NARROW),
        chart_title=words.chart_title(rows),
        chart_note=_note(draft, rows),
        saved_day=filters.day(today.found.then),
        today=filters.day(today.found.now),
        moved=moved_offers(today, draft, rows, catalogue) if can_revise else (),
        retired=tuple(words.retirement(gone, today.found) for gone in today.found.retired),
        can_revise=can_revise,
        steps=_steps(scenario, revision, rows, chosen, catalogue)
        if can_revise
        else _only_open(scenario, revision, catalogue),
    )


def main_rows(draft: Draft, today: Today) -> tuple[list[Repriced], Repriced | None]:
    """One row per model, thinking where it can, and the one the plan was about."""
    found = {row.then.key: row for row in today.found.totals}
    rows = [found[key_of(pair.main)] for pair in saved_pairs(draft) if pair.main]
    chosen = chosen_pair(draft)
    return rows, found[key_of(chosen.main)] if chosen and chosen.main else None


def tracks_of(
    today: Today, rows: Sequence[Repriced], chosen: Repriced | None, catalogue: Catalogue, *, now: datetime
) -> list[Track]:
    between = steps(today, [row.then.key for row in rows], catalogue, now=now)
    return [_track(row, [(day, float(usd)) for day, usd in between[row.then.key]], row is chosen) for row in rows]


def _track(row: Repriced, between: list[tuple[date, float]], is_chosen: bool) -> Track:
    now = row.now
    return Track(
        name=row.then.model_name,
        then=float(row.then.usd_per_month or row.then.usd_per_run),
        steps=tuple(between) if row.then.usd_per_month else (),
        now=float(now.usd_per_month or now.usd_per_run) if now else None,
        then_words=filters.money(row.then.usd_per_month or row.then.usd_per_run),
        now_words=filters.money(now.usd_per_month or now.usd_per_run) if now else "cannot be had",
        change=signed_percent(row.percent) if now else "",
        is_chosen=is_chosen,
    )


def _note(draft: Draft, rows: Sequence[Repriced]) -> str:
    runs = next((pair.main["cost"]["runs_per_month"] for pair in saved_pairs(draft) if pair.main), 0)
    what = f"Dollars a month for the same {filters.whole(runs)} runs" if runs else "Dollars a run"
    thinks = "thinking on where it can be; " if all(row.then.asked != "off" for row in rows) else ""
    return f"{what}, {thinks}the scale is logarithmic. The open square is the day of the save, the filled one today."


def _chosen_fact(draft: Draft) -> tuple[tuple[str, str], ...]:
    chosen = chosen_pair(draft)
    return (("Chosen", f"{chosen.name}, {'thinking on' if chosen.on else 'thinking off'}"),) if chosen else ()


def revision_lines(scenario: Scenario, history: Sequence[Revision], shown: int) -> tuple[RevisionLine, ...]:
    return tuple(
        RevisionLine(
            number=revision.number,
            day=filters.day(revision.created),
            price=_price(revision.draft),
            note=revision.draft.note,
            address="" if revision.number == shown else f"/scenarios/{scenario.id}/revisions/{revision.number}",
        )
        for revision in history
    )


def _price(draft: Draft) -> str:
    chosen = chosen_pair(draft)
    return price(chosen.main).removesuffix(" a month") if chosen and chosen.main else "no price"


def open_address(scenario: Scenario, revision: Revision, catalogue: Catalogue) -> str:
    """The plan page with the fields filled as they were; what is saved there becomes the next revision."""
    question = asked_of(revision.draft)
    if question is None:
        return ""
    chosen = chosen_pair(revision.draft)
    focus = next((n for n in question.offers if chosen and n in _names(chosen.offer, catalogue)), "")
    form = form_of_question(question, catalogue, scenario=scenario.id, revision=str(revision.number), focus=focus)
    return form.address("/plan")


def _names(offer_id: str, catalogue: Catalogue) -> tuple[str, ...]:
    offer = catalogue.offers.get(offer_id)
    return (offer_id, offer.profile_id or "") if offer else (offer_id,)


def _only_open(scenario: Scenario, revision: Revision, catalogue: Catalogue) -> tuple[Step, ...]:
    address = open_address(scenario, revision, catalogue)
    text = "Choose models that can be had, with the other fields filled as you left them."
    return (Step("Open in the planner", text, "", address=address),) if address else ()


def _steps(
    scenario: Scenario, revision: Revision, rows: Sequence[Repriced], chosen: Repriced | None, catalogue: Catalogue
) -> tuple[Step, ...]:
    following = scenario.latest + 1
    kept = f"Revision {revision.number} stays as it is, with the prices of {filters.day(revision.draft.price_moment)}."
    now = chosen.now if chosen else None
    said = words.total(now.usd_per_month, now.usd_per_run) if now else ""
    found = [Step(f"Save revision {following} at today’s prices", kept, said)]
    cheapest = min((r for r in rows if r.now), key=lambda r: r.now.usd_per_run if r.now else 0)
    if cheapest is not chosen and cheapest.now:
        price_ = words.total(cheapest.now.usd_per_month, cheapest.now.usd_per_run)
        text = "The same models and inputs; the plan then speaks of this one."
        found.append(
            Step(f"Save revision {following} on {cheapest.then.model_name}", text, price_, cheapest.then.offer_id)
        )
    address = open_address(scenario, revision, catalogue)
    text = "Every model at today’s prices, with the fields filled as you left them."
    return (*found, Step("Open in the planner", text, "", address=address)) if address else tuple(found)
