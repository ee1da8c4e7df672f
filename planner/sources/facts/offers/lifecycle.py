"""Reports on whether an offer is served: vendors' pages (lifecycle.toml), catalogues (lifecycle.csv, made by make
facts), and the marks and notes of the price list. The report that decides comes first."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from planner.core.models.catalogue import Offer
from planner.core.models.lifecycle.reports import LifeReport, State
from planner.core.models.names.naming import Words
from planner.core.models.names.same_model import model_words
from planner.sources.facts.models.traits import open_weights_by_name
from planner.sources.facts.offers.catalogues import Catalogued, load_catalogues
from planner.sources.facts.toml_reader import Table, read_csv, read_toml

ORDER = ("ends", "not_before", "removed", "deprecated", "listed", "doubtful")
"""Which report decides where no vendor's page does: a dated end before a bare mark, any mark before a listing."""

CHECKED = re.compile(r"\b(?:checked|as of)\b[^.;:()]{0,40}?(\d{4}-\d\d-\d\d)", re.IGNORECASE)
DAY = r"(\d{4}-\d\d-\d\d|[A-Z][a-z]{2} \d{1,2}, \d{4})"
ENDED = re.compile(rf"(?:(?:^|(?<=[.;] ))Retire[sd](?: on)?|\bshut down(?: on)?) {DAY}")
"""A sentence that begins so is about the model: inside one it may be a beta or a price that was retired."""
IMPORTED = "Imported from OpenRouter pricing"


MAKERS = ("anthropic", "google", "openai", "x-ai")
"""Makers of closed models: what they end, no reseller can go on serving."""
MODE_WORDS = frozenset({"reasoning", "non", "thinking", "beta", "001"})
"""Words by which a maker names the modes and stages of one model, which resellers leave out or add."""
ROUTE = re.compile(r":[a-z]+$")


def lives_of(offers: Mapping[str, Offer]) -> dict[str, tuple[LifeReport, ...]]:
    """The reports on every offer. Of a closed model that its maker ended in every mode one that no source lists has
    ended; whether one goes on that is only listed, or has an end of its cloud's own, is not known."""
    lives = {key: life_of(offer) for key, offer in offers.items()}
    by_maker: dict[Words, list[LifeReport]] = defaultdict(list)
    for key, offer in offers.items():
        if offer.host in MAKERS:
            by_maker[_modeless(offer.model_id)] += [replace(one, maker=offer.host_name) for one in lives[key][:1]]
    ends = {words: last for words, reports in by_maker.items() if (last := _last_end(reports))}
    for key, offer in offers.items():
        bare = ROUTE.sub("", offer.model_id)
        gone = ends.get(_modeless(bare))
        if gone is None or open_weights_by_name(bare) or not all(map(_is_weak, lives[key])):
            continue
        report = replace(gone, source=f"{gone.source} (its maker ended it)", successor=None, then=None)
        if lives[key] or ":" in bare:
            report = replace(report, state="left", successor=gone.successor)
        else:
            report = replace(report, maker="")
        lives[key] = (report, *lives[key])
    return lives


def _is_weak(report: LifeReport) -> bool:
    """A listing in a catalogue that keeps what can no longer be called."""
    return report.state == "listed" and not report.source.startswith(CURRENT)


def _modeless(model_id: str) -> Words:
    return tuple(word for word in model_words(model_id) if word not in MODE_WORDS)


def _last_end(reports: Sequence[LifeReport]) -> LifeReport | None:
    """The latest of the ends that decide on a maker's offers of one model; None where one of them is still served."""
    ends = [report for report in reports if report.state in ("ends", "removed")]
    return max(ends, key=lambda report: report.on or date.min) if ends and len(ends) == len(reports) else None


def life_of(offer: Offer) -> tuple[LifeReport, ...]:
    """Every report on the offer, the one that decides first."""
    announced = _announced().get(offer.id, ())
    listed = _catalogued().get(offer.id, ())
    reports = sorted([*listed, *price_list_reports(offer, listed)], key=lambda report: ORDER.index(report.state))
    return (*announced, *reports)


def price_list_reports(offer: Offer, others: tuple[LifeReport, ...]) -> Iterator[LifeReport]:
    """The marks and notes of the price list. A mark means that the offer has ended; where a catalogue made since then
    still lists the offer, it means that it will end."""
    checked = _day(CHECKED, offer.comment) or offer.checked or date.min
    ended = _day(ENDED, offer.comment)
    if ended:
        yield LifeReport("ends", f"{offer.source}, note", checked, ended)
    elif IMPORTED in offer.comment and offer.host != "openrouter" and not others:
        yield LifeReport("removed", f"{offer.source}, note: the price is OpenRouter's, the host lists none", checked)
    elif offer.deprecated:
        lasting = any(report.state == "listed" and report.source.startswith(CURRENT) for report in others)
        yield LifeReport("deprecated" if lasting else "removed", offer.source, checked)


CURRENT = "@earendil-works/pi-ai"
"""The catalogue that drops what can no longer be called."""


def _day(pattern: re.Pattern[str], text: str) -> date | None:
    days = [_date(found) for found in pattern.findall(text)]
    return max(days, default=None)


def _date(text: str) -> date:
    return date.fromisoformat(text) if text[0].isdigit() else datetime.strptime(f"{text} +0000", "%b %d, %Y %z").date()


@cache
def _announced() -> Mapping[str, tuple[LifeReport, ...]]:
    """What vendors announced on their own pages, by offer."""
    found: dict[str, list[LifeReport]] = defaultdict(list)
    for page in read_toml("lifecycle.toml")["pages"]:
        for end in page["ends"]:
            for offer in end["offers"]:
                found[offer].append(_from_page(page, end))
    return {offer: tuple(reports) for offer, reports in found.items()}


def _from_page(page: Table, end: Table) -> LifeReport:
    on = end.get("on")
    text: State = "removed" if on is None else "not_before" if end.get("not_before") else "ends"
    then = end.get("then") or page.get("then")
    return LifeReport(text, page["source"], page["read"], on, end.get("successor"), then, page["url"])


@cache
def _catalogued() -> Mapping[str, tuple[LifeReport, ...]]:
    """What catalogues say, by offer."""
    catalogues = load_catalogues()
    found: dict[str, list[LifeReport]] = defaultdict(list)
    for row in read_csv("lifecycle.csv"):
        found[row["offer"]].append(_from_row(row, catalogues[row["source"]]))
    return {offer: tuple(reports) for offer, reports in found.items()}


def _from_row(row: Mapping[str, str], catalogue: Catalogued) -> LifeReport:
    on = date.fromisoformat(row["ends"]) if row["ends"] else None
    state: str = row["state"]
    # The reader of the table checks the word: make facts writes no other.
    return LifeReport(state, catalogue.title, catalogue.dated, on, row["successor"] or None, None, catalogue.url)  # type: ignore[arg-type]
