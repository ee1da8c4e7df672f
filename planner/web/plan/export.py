"""The table as CSV and as Markdown: the same figures, safe to open in a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.core.results import Estimate, Pair, Refusal
from planner.schema.answers import estimate_to_data
from planner.store.files.escaping import bar, markdown, rule
from planner.store.files.result_tables import OF_BATCH, ONCE, results_csv
from planner.web import filters
from planner.web.forms import PlanForm
from planner.web.plan.figures_beside import figures_beside
from planner.web.plan.measures.seconds import first_word, run_seconds
from planner.web.present.amounts import band_of, usd_of
from planner.web.present.context_fit import misfit, over_window


def snapshot_of(pairs: Sequence[Pair], form: PlanForm) -> dict[str, Any]:
    """The answer as a saved plan holds it, in the order of the page: for files, which are the same of both."""
    once = form.is_once
    found: dict[str, Any] = {"estimates": [], "refused": [], **({ONCE: True} if once else {})}
    for pair in pairs:
        for mode, side in (("off", pair.off), ("on", pair.on)):
            if isinstance(side, Refusal):
                named = {"model": pair.name, "offer": side.offer_id, "thinking": mode, "text": side.text}
                found["refused"].append(named | ({"host_name": pair.offer.host_name} if pair.offer else {}))
            else:
                found["estimates"].append(_estimate(pair, mode, side, form))
    return found


def _estimate(pair: Pair, mode: str, side: Estimate, form: PlanForm) -> dict[str, Any]:
    data: dict[str, Any] = {**estimate_to_data(side), "model": pair.name, **figures_beside(side, form)}
    if mode == "off" and pair.off_note:
        data["flags"] = [{"text": filters.sentence(pair.off_note)}, *data["flags"]]
    return data


def as_csv(pairs: Sequence[Pair], form: PlanForm) -> str:
    """With a header line, CRLF line ends and every cell safe; the schema of a saved plan's file."""
    return results_csv(snapshot_of(pairs, form))


def as_markdown(
    pairs: Sequence[Pair], form: PlanForm, title: str, *, about: str = "", whole: str = "$ per month", one: str = "run"
) -> str:
    """A table to paste: fewer columns, figures as the page prints them, expected with an 80 % range.

    `about`: a sentence below the title; `whole` heads the price of the plan, such as a month's or a batch's, empty
    where only one run is asked for; `one` is what the other price is of. Of a batch, its tier and its end come last.
    """
    is_batch = form.door.id == "batch"
    head = (
        "Model", "Host", "Thinking", f"{whole or f'$ per {one}'}, expected", "80% range", f"$ per {one}, expected",
        "First word, expected", f"Time per {one}, expected", f"Reasoning tokens per {one}",
        *(OF_BATCH if is_batch else ()),
    )  # fmt: skip
    lines = [bar(head), rule(3, len(head) - 3)]
    for pair in pairs:
        for mode, side in (("off", pair.off), ("on", pair.on)):
            cells = _short(pair, mode, side)
            if is_batch and isinstance(side, Estimate):
                beside = figures_beside(side, form)
                cells += tuple(str(beside.get(name, "")) for name in OF_BATCH.values())
            lines.append(bar((*cells, *[""] * (len(head) - len(cells)))))
    below = f"{markdown(about)}\n\n" if about else ""
    return f"# {markdown(title)}\n\n{below}" + "\n".join(lines) + "\n"


def _short(pair: Pair, mode: str, side: Estimate | Refusal) -> tuple[str, ...]:
    if isinstance(side, Refusal):
        return (pair.name, pair.offer.host_name if pair.offer else "", mode, side.text)
    band, first, run = band_of(side), first_word(side), run_seconds(side)
    return (
        pair.name,
        side.offer.host_name,
        _mode(pair, mode, side),
        filters.amount(usd_of(side)),
        filters.between(band.p10, band.p90, usd_of(side), " to ") if band else "",
        filters.amount(side.cost.usd_per_run),
        filters.duration(first.value) if first else "not promised",
        filters.duration(run.value) if run else "within a day",
        filters.whole(side.tokens.reasoning),
    )


def _mode(pair: Pair, mode: str, side: Estimate) -> str:
    """off, on, or what is used instead of off; and that the run cannot be done, or not always."""
    name = pair.off_note if mode == "off" and pair.off_note else mode
    warning = misfit(side) or over_window(side).rstrip(".")
    return f"{name} ({warning})" if warning else name
