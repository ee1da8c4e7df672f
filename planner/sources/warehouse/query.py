"""The single aggregate query to a warehouse, for Ibis to compile: a union of aggregates over the calls of a table, with
the columns of `SCHEMA`. `part` says which one a row belongs to and what its figures are (`AggregateRow` in
core/usage/aggregate_rows.py names them)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.core.usage.aggregate_rows import BINS_PER_E, OWN, SUMS, TOLD
from planner.core.usage.summary import LONGEST_GAP_SECONDS
from planner.sources.usage.table_format import TableFormat
from planner.sources.warehouse.calls import KEYS, calls_of

Expression = Any
GROUP = KEYS[:3]
WORK = ("model", "effort", "work")
MOST_VALUES = 22
SCHEMA = {"part": "string"} | dict.fromkeys(KEYS, "string") | dict.fromkeys(("place", "level", "told"), "int64")
VALUES = tuple(f"v{turn}" for turn in range(MOST_VALUES))


def aggregate(
    table: Expression, form: TableFormat, starts: Sequence[int], *, classes: Sequence[str] = (), kind: str = ""
) -> Expression:
    """The query. `starts`: tokens of input above which some offer's rates change; `classes`: names of the kinds of
    work; `kind`: that of runs whose task is none of them, empty: the one that most calls name."""
    import ibis

    read = calls_of(table, form)
    sound = read.filter(read.known & ~read.wrong_cache & ~read.wrong_reasoning)
    calls = _with_work(sound.filter(sound.n.isnull() | (sound.n > 0)), classes, kind)
    singles = calls.mutate(steps=calls.n, gaps=0.0, first_input=calls.input, first_read=calls.cache_read)
    runs = _runs(calls, ())
    by_group = _runs(calls, GROUP)
    parts = [
        _part("rows", _counts(read)),
        _part("calls", _sums(sound, starts)),
        *(
            _part(f"spread {name}", _bins(calls, calls[name] / calls.n, calls.n, GROUP))
            for name in ("input", "reasoning", "visible", "seconds")
        ),
        _part("spread steps", _bins(by_group, by_group.steps, by_group.runs, GROUP)),
        _part("spread first_read", _bins(runs, runs.first_read, runs.runs, ())),
        _part("spread first_read of groups", _bins(by_group, by_group.first_read, by_group.runs, GROUP)),
        _part("own runs", _own(by_group)),
        _part("own work", _own(_runs(calls, WORK).rename(task="work"))),
        _part("own calls", _own(singles.mutate(runs=singles.n))),
        _part("all runs", _whole(runs, ())),
        _part("runs of groups", _whole(by_group, GROUP)),
    ]
    return ibis.union(*parts, distinct=False)


def _part(name: str, aggregate: Expression) -> Expression:
    """The aggregate with the columns of the union."""
    import ibis

    types = SCHEMA | dict.fromkeys(VALUES, "float64")
    columns = {
        column: (aggregate[column].cast(kind) if column in aggregate.columns else ibis.literal(None, type=kind))
        for column, kind in types.items()
    }
    return aggregate.select(**(columns | {"part": ibis.literal(name)}))


def _with_work(calls: Expression, classes: Sequence[str], kind: str) -> Expression:
    """The calls with the kind of `work` of their runs, as core/usage/plan.py has it; empty where nothing says it."""
    import ibis

    is_named = calls.task.isin(sorted(classes)) if classes else ibis.literal(value=False)
    other = ibis.literal(kind)
    if not kind and classes:
        named = calls.filter(is_named).group_by("task").aggregate(n=calls.n.fill_null(1.0).sum())
        other = ibis.coalesce(named.order_by(named.n.desc(), named.task).limit(1).task.as_scalar(), "")
    return calls.mutate(work=ibis.cases((is_named, calls.task), else_=other))


def _counts(read: Expression) -> Expression:
    """Rows in all, those that are priced, and those that contradict themselves, by how."""
    right = read.known & ~read.wrong_cache & ~read.wrong_reasoning
    sums = {"v1": right, "v2": read.wrong_cache, "v3": read.wrong_reasoning}
    return read.aggregate(v0=read.count(), **{name: of.ifelse(1, 0).sum() for name, of in sums.items()})


def _sums(calls: Expression, starts: Sequence[int]) -> Expression:
    """Sums by key, hour, level of input and by which figures calls hold, so that all calls of a row hold the same."""
    import ibis

    per_call = (calls.input / calls.n.nullif(0.0)).fill_null(0.0)
    level = sum(((per_call > start).ifelse(1, 0) for start in starts), start=ibis.literal(0))
    told = sum((calls[name].notnull().ifelse(1 << bit, 0) for bit, name in enumerate(TOLD)), start=ibis.literal(0))
    place = (calls.start / 3600.0).floor().cast("int64").fill_null(-1)
    marked = calls.mutate(level=level, told=told, place=place)
    return marked.group_by(*KEYS, "place", "level", "told").aggregate(
        **{f"v{turn}": marked[name].sum() for turn, name in enumerate(SUMS)}
    )


def _bins(rows: Expression, values: Expression, weights: Expression, keys: Sequence[str]) -> Expression:
    """Weights and means of a figure by bins a hundredth of e wide; nothing is a bin of its own."""
    import ibis

    marked = rows.mutate(value=values, weight=weights).filter(lambda t: t.value.notnull())
    place = ibis.cases((marked.value > 0, (_ln(marked.value) * BINS_PER_E).floor().cast("int64")), else_=-(10**6))
    marked = marked.mutate(place=place)
    return marked.group_by(*keys, "place").aggregate(v0=marked.weight.sum(), v1=(marked.value * marked.weight).sum())


def _ln(values: Expression) -> Expression:
    import ibis

    return ibis.cases((values > 0, values), else_=None).ln()


def _runs(calls: Expression, keys: Sequence[str]) -> Expression:
    """A row for each run: sums over its calls, what its first call sent, pauses between them. A call without a run is a
    run of its own; a row that sums `n` of these stands for `runs` = n at their mean."""
    import ibis

    alone = calls.filter(calls.run.isnull())
    each = {name: alone[name] / alone.n for name in ("input", "reasoning", "visible", "seconds")}
    alone = alone.select(
        *keys, most_n=alone.n, runs=alone.n, steps=ibis.literal(1.0), first_input=each["input"],
        first_read=alone.cache_read / alone.n, read=alone.cache_read / alone.n, gaps=ibis.literal(0.0),
        **each,
    )  # fmt: skip
    told = calls.filter(calls.run.notnull())
    window = ibis.window(group_by=(*keys, "run"), order_by="start")
    told = told.mutate(
        turn=ibis.row_number().over(window), before=(told.start + told.seconds.fill_null(0.0)).lag().over(window)
    )
    pause = told.start - told.before
    told = told.mutate(pause=ibis.cases(((pause > 0) & (pause <= LONGEST_GAP_SECONDS), pause), else_=0.0))
    is_first = told.turn == 0
    runs = told.group_by(*keys, "run").aggregate(
        most_n=told.n.max(),
        runs=ibis.literal(1.0),
        steps=told.n.sum(),
        input=_whole_sum(told.input),
        first_input=told.input.max(where=is_first),
        first_read=told.cache_read.max(where=is_first),
        read=_whole_sum(told.cache_read),
        reasoning=_whole_sum(told.reasoning),
        visible=_whole_sum(told.visible),
        busy=_whole_sum(told.seconds),
        gaps=told.pause.sum(),
    )
    runs = runs.mutate(seconds=runs.busy + runs.gaps).select(*alone.columns)
    return ibis.union(alone, runs, distinct=False)


def _whole_sum(column: Expression) -> Expression:
    """The sum; null where a row lacks the figure."""
    import ibis

    return ibis.cases((column.count() == column.isnull().count(), column.sum()), else_=None)


def _own(runs: Expression) -> Expression:
    """Of each group: rows, the largest number of calls in one, and by figure how many record it, their sum, the least,
    and the sums of ln and of its square."""
    found = {"v0": runs.count(), "v1": (runs.most_n if "most_n" in runs.columns else runs.n).max()}
    for turn, name in enumerate(OWN):
        column, ln = runs[name], _ln(runs[name])
        figures = (column.count(), column.sum(), column.min(), ln.sum(), (ln * ln).sum())
        found |= {f"v{2 + 4 * turn + place}": figure for place, figure in enumerate(figures[1:])}
        found[f"v{18 + turn}"] = figures[0]
    return runs.group_by(*GROUP).aggregate(**found)


def _whole(runs: Expression, keys: Sequence[str]) -> Expression:
    """Of all runs, or of those of each group: what a plan is made of."""
    import ibis

    sent = runs.input.notnull() & runs.first_input.notnull()
    ln = _ln(runs.steps)
    told = {
        name: runs[name].notnull().ifelse(runs.runs, 0.0).sum()
        for name in ("first_input", "reasoning", "first_read", "read")
    }
    return (runs.group_by(*keys) if keys else runs).aggregate(
        v0=runs.runs.sum(),
        v1=runs.runs.sum(),
        v2=(runs.steps * runs.runs).sum(),
        v3=(ln * runs.runs).sum(),
        v4=(ln * ln * runs.runs).sum(),
        v5=told["first_input"],
        v6=(runs.first_input * runs.runs).sum(),
        v7=runs.first_input.min(),
        v8=ibis.cases((sent, runs.input * runs.runs), else_=0.0).sum(),
        v9=ibis.cases((sent, runs.runs), else_=0.0).sum(),
        v10=runs.gaps.sum(),
        v11=told["reasoning"],
        v12=(runs.reasoning > 0).ifelse(runs.runs, 0.0).sum(),
        v13=told["first_read"],
        v14=(runs.read * runs.runs).sum(),
        v15=told["read"],
        v16=((runs.steps - 1) * (runs.steps - 1) * runs.runs).sum(),
    )
