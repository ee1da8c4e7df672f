"""The rows of a model and its hosts as HTML, written in Python: a list has hundreds of cells.

Icons and the attributes of links come from the macros of templates, and what rows share is written once a list.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import escape

from planner.core.results import Caveat
from planner.web import filters
from planner.web.present.evidence import Mark

if TYPE_CHECKING:
    from planner.web.offers.ranking_view import RankingView
    from planner.web.offers.rows import Holes, ModelRow, RankRows

BATCH = "within a day"


@lru_cache(8192)
def _safe(text: str) -> str:
    """A name as HTML: the same ones stand in every list."""
    return str(escape(text))


@dataclass(frozen=True)
class RowHtml:
    """The writer of one list's rows. `link(address)`: attributes of a link that changes the list in place; `evidence`:
    the bars of a mark; `chevron` and `triangle`: icons."""

    table: RankRows
    link: Callable[[str], str]
    evidence: Callable[[Mark | None], str]
    chevron: str
    triangle: str
    _marks: dict[Mark | None, str] = field(default_factory=dict)

    def __call__(self, row: ModelRow, holes: Holes) -> str:
        """A model and its other hosts, with holes for its number in the list and the address that unfolds it."""
        best, others = row.places[0], row.places[1:]
        name = f'<a href="/models/{_safe(row.profile)}">{_safe(row.name)}</a>' if row.profile else _safe(row.name)
        beside = [text for text in (self.table.effort(best), self.table.score(best)) if text]
        muted = "".join(f' <span class="muted">{_safe(text)}</span>' for text in beside)
        host = self._host(best)
        head = f'{name}{muted} <span class="under only-narrow">{host}</span>{self._more(row, holes)}'
        main = self._row("main", best, f'<th scope="rowgroup">{head}</th>', host, self._added(best, row))
        rest = "".join(map(self._other, others))
        opened = ' class="unfolded"' if others else ""
        return f"<tbody{opened}>{main}{rest}</tbody>\n"

    def _other(self, place: int) -> str:
        """Another host of the model above."""
        host = self._host(place)
        name = f'<span class="muted">{_safe(self.table.view.offer(place).name)}</span>'
        head = f'<th scope="row"><span class="only-narrow">{host}</span> {name}</th>'
        return self._row("other", place, head, host, self.table.is_added(place, False))

    def _row(self, kind: str, place: int, head: str, host: str, is_added: bool) -> str:
        table, caveats = self.table, self.table.caveats(place)
        classes = f"{kind}{' best' if place in table.best else ''}{' flagged' if caveats else ''}"
        return (
            f'<tr class="{classes}">{head}<td class="host">{host}</td>'
            f"{self._side(table.off, place, 'off')}{self._side(table.on, place, 'on')}"
            f'<td class="rests"><span class="say">{self._rests(place)}</span></td>'
            f'<td class="add-cell">{self._add(place, is_added)}</td></tr>{self._caveats(caveats, kind)}'
        )

    def _added(self, place: int, row: ModelRow) -> bool:
        return self.table.is_added(place, row.is_added)

    def _host(self, place: int) -> str:
        view = self.table.view
        return f"{_safe(view.offer(place).host_name)}{'' if view.is_live(place) else ', ended'}"

    def _more(self, row: ModelRow, holes: Holes) -> str:
        """The link that unfolds the other hosts or folds them in."""
        if not row.more:
            return ""
        least = "" if row.from_usd is None else f", from {filters.money(row.from_usd)}"
        opened = "true" if len(row.places) > 1 else "false"
        return (
            f' <a class="hosts-of" id="hosts-{holes.number}" {self.link(holes.address)} aria-expanded="{opened}">'
            f'{self.chevron}{row.more} more{least}<span class="vh"> {filters.noun(row.more, "offer")} of '
            f"{_safe(row.name)}</span></a>"
        )

    def _side(self, view: RankingView, place: int, mode: str) -> str:
        """Dollars and seconds of one mode, or why there are none."""
        main = self.table.form.mode == mode
        kind, key = ("ranked-by", " key") if main else ("aside", "")
        why_not = view.why_not(place)
        if why_not:
            return f'<td class="r words {kind}" colspan="3">{why_not}</td>'
        seconds, most = view.times(place)
        dollars = f'<td class="r {kind}{key}" data-of="{view.per}">{filters.amount(view.usd(place))}</td>'
        if seconds is None or most is None:
            return f'{dollars}<td class="r {kind}" colspan="2">{BATCH}</td>'
        unit = self.table.unit
        return (
            f'{dollars}<td class="r {kind}{key}" data-of="{unit.short}">{unit.write(seconds)}</td>'
            f'<td class="r {kind}" data-of="95%">{unit.write(most)}</td>'
        )

    def _rests(self, place: int) -> str:
        mark, words = self.table.rests_on(place)
        if mark not in self._marks:
            self._marks[mark] = str(self.evidence(mark))
        return f'{self._marks[mark]}<span class="hide-n" aria-hidden="true">{_safe(words)}</span>'

    def _add(self, place: int, is_added: bool) -> str:
        if is_added:
            return '<span class="muted">in<span class="hide-n"> the</span> plan</span>'
        view = self.table.view
        whom = f"{_safe(view.name(place))} at {_safe(view.offer(place).host_name)}"
        return (
            f'<a class="open-row add" href="{escape(self.table.adding(place))}">'
            f'Add<span class="vh"> {whom} to the plan</span></a>'
        )

    def _caveats(self, caveats: tuple[Caveat, ...], kind: str) -> str:
        """A row below the one they are of."""
        if not caveats:
            return ""
        flags = "".join(
            f'<span class="flag">{self.triangle}<a href="/method#{_safe(c.code)}">{_safe(c.text)}</a></span>'
            for c in caveats
        )
        of = " other" if kind == "other" else ""
        return f'<tr class="flagrow{of}"><td colspan="10"><div class="clip">{flags}</div></td></tr>'
