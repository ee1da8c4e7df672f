"""A row for each row of a warehouse's table, with the columns of core Calls and the conventions of its format, for Ibis
to compile: as sources/usage/columns.py and core/usage/sound.py read a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.core.usage.aggregate_rows import SUMS
from planner.core.usage.sound import BESIDE_SHARE, DUST, EARLIEST, LATEST, XAI_HOSTS
from planner.sources.usage.table_format import TableFormat, column_of, inside, parts_of

Expression = Any
KEYS = ("model", "effort", "task", "host", "tier")
LARGEST = 1e15


def calls_of(table: Expression, form: TableFormat) -> Expression:
    """A row for each row of the table, with the columns of core Calls. `known`: whether it says a model and tokens;
    `wrong_cache` and `wrong_reasoning`: whether these are more than what they are a part of (core/usage/sound.py)."""
    import ibis

    say = _Columns(table, form)
    numbers = {name: say.number(name) for name in SUMS} | {name: say.moment(name) for name in ("start", "end")}
    first = table.select(**{name: say.text(name) for name in (*KEYS, "run")}, **numbers)
    known = first.model.notnull() & (first.input.notnull() | first.output.notnull())
    first = first.mutate(known=known, cached=first.cache_read.fill_null(0.0) + first.cache_write.fill_null(0.0))
    n = _number_of_calls(first, form)
    each = n if form.means else 1.0
    reasoning = first.reasoning.fill_null(0.0)
    sent, output = _input(first, form), _output(first, form)
    lasted = ibis.cases((first.end > first.start, first.end - first.start), else_=None)
    return first.select(
        **{name: first[name].fill_null("") for name in KEYS},
        run=first.run,
        known=first.known,
        wrong_cache=first.known & (first.cached > sent.fill_null(0.0) * DUST),
        wrong_reasoning=first.known & (reasoning > output.fill_null(0.0) * DUST),
        n=n,
        start=ibis.cases(((first.start >= EARLIEST) & (first.start < LATEST), first.start), else_=None),
        input=sent * each,
        cache_read=first.cache_read * each,
        cache_write=first.cache_write * each,
        output=output * each,
        reasoning=first.reasoning * each,
        visible=(output - reasoning) * each,
        seconds=ibis.coalesce(first.seconds * form.seconds_per, lasted) * each,
        usd=first.usd * form.usd_per * each,
        searches=first.searches * each,
    )


def _number_of_calls(first: Expression, form: TableFormat) -> Expression:
    """As columns.py has it: not known of a row of sums that does not say it."""
    import ibis

    if not form.sums:
        return ibis.cases((first.n >= 1, first.n), else_=1.0)
    tokens = sum((first[name].fill_null(0.0) for name in ("input", "output", "reasoning")), start=first.cached)
    return ibis.cases((first.n >= 1, first.n), ((first.n == 0) & (tokens == 0), 0.0), else_=None)


def _input(first: Expression, form: TableFormat) -> Expression:
    """Input with what was cached; of Anthropic's models by the convention that the format has, or its rows tell."""
    import ibis

    sent = first.input.fill_null(0.0)
    if form.apart:
        return sent + first.cached
    if form.claude == "inside":
        return first.input
    with_cache = _is_claude(first) & (first.cached > 0)
    if form.claude == "either":
        beside = (first.cached > sent * DUST).ifelse(1.0, 0.0)
        share = first.filter(with_cache & first.known).aggregate(share=beside.mean()).share.as_scalar()
        with_cache = with_cache & (share >= BESIDE_SHARE)
    return ibis.cases((with_cache, sent + first.cached), else_=first.input)


def _output(first: Expression, form: TableFormat) -> Expression:
    """Output with its reasoning, which xAI reports on top."""
    import ibis

    whole = first.output.fill_null(0.0) + first.reasoning.fill_null(0.0)
    if form.thinks_apart:
        return whole
    if form.thinks_inside:
        return first.output
    return ibis.cases((_is_xai(first) & first.reasoning.notnull(), whole), else_=first.output)


def _is_claude(first: Expression) -> Expression:
    host = first.host.fill_null("").lower()
    return first.model.fill_null("").lower().contains("claude") | host.contains("anthropic")


def _is_xai(first: Expression) -> Expression:
    """By the host where it is said, else by the model's name, its vendor before a slash."""
    host, model = first.host.fill_null("").lower().replace(" ", ""), first.model.fill_null("").lower()
    named = model.startswith("grok") | (model.like("%/grok%") & ~model.like("%/grok%/%"))
    return ((host != "") & host.isin(sorted(XAI_HOSTS))) | ((host == "") & named)


class _Columns:
    """What the table's own columns say of a figure: the first that says something."""

    def __init__(self, table: Expression, form: TableFormat) -> None:
        self.table, self.form = table, form

    def _paths(self, figure: str) -> list[list[str]]:
        paths = [parts_of(path) for path in self.form.fields.get(figure, ())]
        names = set(self.table.columns)
        return [
            [column_of(part) for part in parts]
            for parts in paths
            if all(column_of(part) in names and not inside(part) for part in parts)
        ]

    def text(self, figure: str) -> Expression:
        import ibis

        found = [self.table[name].cast("string").strip().nullif("") for (name, *_) in self._paths(figure)]
        return ibis.coalesce(*found) if found else ibis.literal(None, type="string")

    def number(self, figure: str) -> Expression:
        import ibis

        found = [self._sum(names) for names in self._paths(figure)]
        inside_bounds = [ibis.cases(((one >= 0) & (one < LARGEST), one), else_=None) for one in found]
        return ibis.coalesce(*inside_bounds) if found else ibis.literal(None, type="float64")

    def _sum(self, names: Sequence[str]) -> Expression:
        import ibis

        parts = [self.table[name].cast("float64") for name in names]
        if len(parts) == 1:
            return parts[0]
        total = sum(part.fill_null(0.0) for part in parts[1:]) + parts[0].fill_null(0.0)
        return ibis.cases((ibis.coalesce(*parts).notnull(), total), else_=None)

    def moment(self, figure: str) -> Expression:
        """Whole seconds since 1970, UTC where the column has no zone."""
        import ibis

        found = [_seconds(self.table[name]) for (name, *_) in self._paths(figure)]
        return ibis.coalesce(*found) if found else ibis.literal(None, type="float64")


def _seconds(column: Expression) -> Expression:
    import ibis

    if not column.type().is_numeric():
        stamp = column if column.type().is_timestamp() else column.cast("timestamp")
        return stamp.epoch_seconds().cast("float64")
    x = column.cast("float64")
    return ibis.cases((x >= 1e17, x * 1e-9), (x >= 1e14, x * 1e-6), (x >= 1e11, x * 1e-3), (x >= 1e8, x), else_=None)
