"""Rows of the plan's table and chart as HTML, written in Python: a keystroke prints some 150 cells.

Icons and the attributes of links come from the macros of templates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from planner.core.results import Estimate, Pair, Refusal
from planner.web.charts.strip_svg import strip
from planner.web.plan.rows import Row
from planner.web.present.context_fit import misfit
from planner.web.present.evidence import Mark
from planner.web.present.hosts import at_host
from planner.web.present.macros import drawn_once

if TYPE_CHECKING:
    from planner.web.plan.cells import Cells
    from planner.web.plan.results import Results
    from planner.web.plan.sections.pairs import PairsView

WITHIN = "within 24 h"
"""What a batch price says of its end."""
STRIP_HEIGHT, STRIP_MIDDLE = 36, 17.5


@dataclass(frozen=True, slots=True)
class TableRows:
    """The writer of a table's rows. `link(address)`: attributes of a link that changes the results in place;
    `evidence`: the macro of a mark's bars; `icons`: by name, "off cross" and "on cross" of modes that do not fit;
    `span`: how many columns; `tails`: whether 95 % of times stand in a column of their own."""

    results: Results
    link: Callable[[str], str]
    evidence: Callable[..., str]
    icons: Mapping[str, str]
    span: int
    tails: bool
    has_ranges: bool
    batch: bool

    def __call__(self, row: Row) -> Markup:
        """A model's row for narrow screens, one for each mode, and one for its caveats."""
        results, mode = self.results, self.results.form.mode
        standard = escape(results.why_standard(row.pair))
        link = self.link(row.toggle) if results.side(row.pair) else ""
        host = f'<span class="host">{escape(row.host)}</span>'
        off, on = (self._cells(results.cells(row.pair, one), row.pair, one) for one in ("off", "on"))
        return Markup(  # noqa: S704 - its texts are escaped
            f'<tr class="mrow only-narrow"><th colspan="{self.span}" scope="rowgroup">'
            f"{self._opener(row, link, 'n')} {host}</th></tr>"
            f'<tr class="off{" main" if mode == "off" else ""}"><th class="model" scope="rowgroup" '
            f'rowspan="{3 if row.caveats or standard else 2}">{self._opener(row, link, "w")}{host}</th>{off}</tr>'
            f'<tr class="on{" main" if mode == "on" else ""}">{on}</tr>{self._flags(row, standard)}'
        )

    def _opener(self, row: Row, link: str, where: str) -> str:
        name = escape(row.pair.name)
        if not link:
            return f'<span class="open-row">{name}</span>'
        icon, expanded = (self.icons["down"], "true") if row.is_open else (self.icons["right"], "false")
        return f'<a class="open-row" id="{row.id}-{where}" {link} aria-expanded="{expanded}">{icon}{name}</a>'

    def _cells(self, cells: Cells | None, pair: Pair, mode: str) -> str:
        """The figures of a mode, or why it has none."""
        if cells is None:
            why = escape(self.results.why_not(pair, mode))
            words = f'<td class="words" colspan="{self.span - 2}"><div class="clip2">{why}</div></td>'
            return f'<td class="mode">{self.icons[mode]}{mode}</td>{words}'
        bad, unfit, title, spoken = escape(cells.bad), "", "", ""
        icon = self.icons[mode]
        if bad:
            icon, unfit = self.icons[f"{mode} cross"], " unfit"
            title, spoken = f' title="{bad}"', f'<span class="vh">{bad}, </span>'
        return "".join(
            (
                f'<td class="mode">{icon}{escape(cells.word)}</td>',
                f'<td class="r key{unfit}"{title}>{spoken}{escape(cells.money)}</td>',
                f'<td class="r band">{escape(cells.money_range)}</td>' if self.has_ranges else "",
                f'<td class="r hide-n">{escape(cells.bill)}</td>' if self.results.per == "month" else "",
                self._times(cells, unfit),
                f'<td class="r hide-n">{escape(cells.slow)}</td>' if self.tails else "",
                f'<td class="hide-n last-n">{cells.tier}</td>' if self.batch else "",
                f'<td class="last-n hide-n tok">{self._mark(cells.mark, cells.about)}</td>',
            )
        )

    def _times(self, cells: Cells, unfit: str) -> str:
        if self.results.time:
            time = escape(cells.time) or (WITHIN if self.batch else "")
            return f'<td class="r end-n{unfit}">{time}</td><td class="r hide-n band">{escape(cells.time_range)}</td>'
        return f'<td class="r end-n">{WITHIN}</td>' if self.batch else ""

    def _mark(self, mark: Mark | None, about: str) -> str:
        if mark is None:
            return ""
        bars = drawn_once(self.evidence, mark, False)
        return f'<span class="evw{" mine" if mark.mine else ""}">{bars}{about}{escape(mark.short)}</span>'

    def _flags(self, row: Row, standard: str) -> str:
        notes = [f"Standard price: {standard}"] if standard else []
        notes += [f'<a href="/method#{escape(one.code)}">{escape(one.text)}</a>' for one in row.caveats]
        if not notes:
            return ""
        flags = "".join(f'<span class="flag">{self.icons["triangle"]}{one}</span>' for one in notes)
        return (
            f'<tr class="flagrow"><td class="mode" colspan="{self.span - 1}"><div class="clip">{flags}</div></td></tr>'
        )


@dataclass(frozen=True, slots=True)
class ChartRows:
    """The writer of a chart's rows; `link` as in TableRows."""

    results: Results
    chart: PairsView
    link: Callable[[str], str]
    batch: bool

    def __call__(self, pair: Pair, place: int) -> Markup:
        """A model's name, its marks and figures for dollars, and those for time; `place` counts from 0."""
        results, chart = self.results, self.chart
        main, named = results.side(pair), results.in_headline(pair)
        name, host = escape(pair.name), escape(at_host(main, pair.name))
        at, beside = (f" {host}", f'<span class="at">{host}</span>') if host else ("", "")
        kind = " one" if chart.time is None else " ends" if self.batch else ""
        kind += f"{' focus' if named.chosen else ''}{' late' if results.late(pair) else ''}"
        spoken = f"{name}{at}. Thinking off: {self._spoken(pair.off)}. Thinking on: {self._spoken(pair.on)}."
        words = "".join(
            f'<span class="said-here">{escape(word.text)}</span>'
            for word in chart.money.strips[place].words
            if "roomy" in word.kind
        )
        texts = results.money.figures(pair)
        return Markup(  # noqa: S704 - its texts are escaped
            f'<div class="prow row{kind}" role="listitem" aria-label="{spoken}">'
            f'<span class="nm{" two-lines" if host else ""}"><a {self.link(results.chosen[pair.asked])} '
            f'id="lead-{place + 1}" title="Choose this model">{name}</a>{beside}{words}</span>'
            f"{strip(chart.money, place, STRIP_HEIGHT, STRIP_MIDDLE, texts)}"
            f"{self._values(pair, texts, main if named.money else None, '–')}<span></span>"
            f"{self._times(pair, place, main if named.time else None)}</div>\n"
        )

    def _times(self, pair: Pair, place: int, key: Estimate | None) -> str:
        axis, time = self.chart.time, self.results.time
        if axis is None or time is None:
            return f'<span class="within">{WITHIN}</span>' if self.batch else ""
        texts = time.figures(pair)
        marks = strip(axis, place, STRIP_HEIGHT, STRIP_MIDDLE, texts)
        return f"{marks}{self._values(pair, texts, key, '24 h' if self.batch else '–')}"

    def _values(self, pair: Pair, texts: Mapping[str, str], key: Estimate | None, unknown: str) -> str:
        """The figures of both modes; `key`: the side that the headline names, `unknown`: of an estimate without one."""
        found = []
        for side, text in ((pair.off, texts["off"]), (pair.on, texts["on"])):
            is_known = isinstance(side, Estimate)
            kind = f"{' key' if side is key else ''}{' unfit' if isinstance(side, Estimate) and misfit(side) else ''}"
            shown = escape(text) or (unknown if is_known else "–")
            found.append(f'<span class="v{kind}" aria-hidden="true">{shown}</span>')
        return "".join(found)

    def _spoken(self, side: Estimate | Refusal) -> str:
        """A mode for who cannot see the drawing: its figures, or why it has none."""
        if not isinstance(side, Estimate):
            return str(escape(side.text.strip(".")))
        measures = [self.results.money, *([self.results.time] if self.results.time else [])]
        parts = [measure.say(one.value) if (one := measure.of(side)) else "" for measure in measures]
        parts = [parts[0], *filter(None, (*parts[1:], misfit(side)))]
        return str(escape(", ".join(parts)))
