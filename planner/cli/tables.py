"""Tables for people: rounded, aligned, plain text. Exact figures are in the JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from planner.core.cost.pricing import mean_rate_words
from planner.core.number_text import noun
from planner.core.results import Caveat, Comparison, Estimate, ReadAs, Refusal, StageAnswer
from planner.core.uncertainty.band import Tail
from planner.schema.scalars import instant, money
from planner.schema.shapes import catalogue as shape

NO_TIME = "-"


def comparison_text(comparison: Comparison) -> str:
    """The table of estimates, how names were read, the parts of runs of several models, what a solved task costs, every
    caveat with what it belongs to, then what was refused."""
    read = next((e.price_evidence.list_date for e in comparison.estimates if e.price_evidence.list_date), None)
    prices = f"Prices of {instant(comparison.price_date)}" + (f", by a list read {read.isoformat()}" if read else "")
    parts = [f"{prices}, in USD. Time in seconds, half of the runs are faster."]
    answers: list[Estimate | Refusal] = [*comparison.estimates, *comparison.refused]
    if comparison.estimates:
        parts.append(estimates_table(comparison.estimates))
    parts += _section("Read as", list(dict.fromkeys(_reading(one.read_as) for one in answers if one.read_as)))
    parts += _section("Parts of the average run", [_stage(e, part) for e in comparison.estimates for part in e.stages])
    parts += _section(
        "Prices by the hour",
        [text for text in dict.fromkeys(_hours(e, comparison.price_date) for e in comparison.estimates) if text],
    )
    parts += _section("Solved tasks", [_solved(e) for e in comparison.estimates if e.cost.solved])
    parts += _section("Caveats", [_caveat(e, caveat) for e in comparison.estimates for caveat in e.caveats])
    parts += _section("Refused", [_refusal(refusal) for refusal in comparison.refused])
    return "\n\n".join(parts)


def estimates_table(estimates: Sequence[Estimate]) -> str:
    head = ("offer", "thinking", "input", "reasoning", "visible", "per run", "per month", "first answer", "run")
    return table(head, [_estimate_row(estimate) for estimate in estimates], left=2)


def _estimate_row(estimate: Estimate) -> tuple[str, ...]:
    tokens, cost, time = estimate.tokens, estimate.cost, estimate.latency
    return (
        estimate.offer.id,
        estimate.thinking,
        tokens_text(tokens.input),
        tokens_text(tokens.reasoning),
        tokens_text(tokens.visible),
        usd_text(cost.usd_per_run),
        usd_text(cost.usd_per_month),
        seconds_text(time.first_answer) if time else NO_TIME,
        seconds_text(time.run) if time else NO_TIME,
    )


def _hours(estimate: Estimate, moment: datetime) -> str:
    words = mean_rate_words(estimate.offer, moment.date())
    return f"  {estimate.offer.id}: {words}" if words else ""


def _reading(read: ReadAs) -> str:
    return f"  {read.name}: {read.offer}{f' ({read.thinking})' if read.thinking else ''}; {read.why}"


def _stage(estimate: Estimate, part: StageAnswer) -> str:
    often = f", {part.times} times" if part.times > 1 else ""
    seldom = f", in {part.share:.0%} of runs" if part.share < 1 else ""
    of = f"{part.offer.id} ({part.thinking}), {part.steps} {noun(part.steps, 'step')}{often}{seldom}"
    lost = part.lost_cache_usd
    more = f"; {usd_text(lost)} of it since another model's cache holds the context" if lost else ""
    return f"  {estimate.offer.id} ({estimate.thinking}), {part.name}: {usd_text(part.cost.usd_per_run)} by {of}{more}"


def _solved(estimate: Estimate) -> str:
    solved, time = estimate.cost.solved, estimate.latency.solved if estimate.latency else None
    if solved is None:
        return ""
    took = f" and {seconds_text(time)} s" if time else ""
    of = f"{solved.success.rate:.0%} of runs succeed ({solved.success.source})"
    tried = f"{solved.tries:.3g} tries a task, {solved.share:.0%} of tasks solved"
    return f"  {estimate.offer.id} ({estimate.thinking}): {usd_text(solved.usd)}{took}; {of}, {tried}"


def _caveat(estimate: Estimate, caveat: Caveat) -> str:
    return f"  {estimate.offer.id} ({estimate.thinking}): {caveat.text} [{caveat.code}]"


def _refusal(refusal: Refusal) -> str:
    way_out = f" Instead: {refusal.instead}." if refusal.instead and refusal.instead not in refusal.text else ""
    return f"  {refusal.offer_id} ({refusal.thinking}): {refusal.text}{way_out} [{refusal.code}]"


def _section(title: str, lines: list[str]) -> list[str]:
    return ["\n".join([f"{title}:", *lines])] if lines else []


def models_text(models: Sequence[shape.Model]) -> str:
    """`models` as the contract has them: the thinking modes with the default one marked, and live hosts."""
    return table(("model", "thinking modes (* default)", "context window", "live at"), map(_model_row, models), left=4)


def _model_row(model: shape.Model) -> tuple[str, ...]:
    default = model["default_mode"]["value"] if model["default_mode"] else None
    modes = " ".join(f"{mode}*" if mode == default else mode for mode in model["modes"]["value"])
    hosts = dict.fromkeys(offer.split("/", 1)[0] for offer in model["live_offers"])
    return model["name"], modes, f"{model['context_window']['value']:,}", ", ".join(hosts) or "no host"


def offers_text(offers: Sequence[shape.Offer]) -> str:
    """`offers` as the contract has them; a rate that is not published is a dash."""
    if not offers:
        return "No offer matches. Try fewer words, such as kimi or openai."
    head = ("offer", "input", "output", "cache read", "cache write", "context window", "live")
    return table(head, map(_offer_row, offers), left=1)


def _offer_row(offer: shape.Offer) -> tuple[str, ...]:
    rates = [rate_text(offer["usd_per_mtok"].get(name)) for name in ("input", "output", "cache_read", "cache_write")]
    window = f"{offer['context_window']:,}" if offer["context_window"] else "-"
    return offer["id"], *rates, window, "yes" if offer["live"] else "no"


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, left: int) -> str:
    """Columns two spaces apart, the first `left` of them flush left, the others (figures) flush right."""
    cells = [head, *rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(_row(row, widths, left) for row in cells)


def _row(row: tuple[str, ...], widths: Sequence[int], left: int) -> str:
    padded = [
        cell.ljust(width) if place < left else cell.rjust(width)
        for place, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def usd_text(usd: Decimal) -> str:
    """Cents from a dollar on; below it four figures that count, without an exponent."""
    if usd >= 1 or not usd:
        return f"${usd:,.2f}"
    return f"${round(usd, 3 - usd.adjusted()):f}"


def rate_text(usd_per_mtok: str | None) -> str:
    """Up to four decimals, more where the rate is that small; a dash where no rate is published."""
    if usd_per_mtok is None:
        return "-"
    usd = Decimal(usd_per_mtok)
    return money(round(usd, max(4, 3 - usd.adjusted()) if usd else 0))


def tokens_text(tokens: Decimal) -> str:
    return f"{tokens:,.0f}"


def seconds_text(tail: Tail) -> str:
    return f"{tail.p50:,.1f}"
