"""The budget form: raw text by field, line by line, and its packed query. Fields of the line at place 2 are called
`l2-...`. Fields at their defaults are left out of the query."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from werkzeug.datastructures import MultiDict

from planner.core.keeping import KeptBy
from planner.core.models.catalogue import Catalogue
from planner.web.budgets.form.fields import BUDGET, LIMIT_KEYS, LINE, WORKLOAD
from planner.web.budgets.form.state import fits, pack, unpack
from planner.web.budgets.form.texts import month_text
from planner.web.forms import PlanForm, default_values, read_form, same
from planner.web.forms.stages import stage_pairs
from planner.web.guard.limits import MOST_BUDGET_LINES, MOST_FORM_FIELDS, too_much
from planner.web.guard.turns import LARGE_LINES, take_turn

Texts = Mapping[str, str]
LINE_FIELD = re.compile("l([0-9]{1,4})-")
MOST_LETTERS_KEPT = 4000
"""Lines with longer texts, such as what was paid in many months, are read anew each time."""


@dataclass(frozen=True, slots=True)
class LineForm:
    """One line as typed. `source` names a saved scenario; without one the workload is that of `load`."""

    values: Texts
    load: PlanForm
    source: str = ""

    def pairs(self, index: int) -> list[tuple[str, str]]:
        """What is not a default, and always its preset."""
        at = f"l{index}-"
        pairs = [(f"{at}preset", self.load.preset.id)]
        pairs += [(f"{at}source", self.source)] if self.source else []
        pairs += [(at + name, text) for name, text in self.values.items() if text != LINE[name].usual]
        if not self.source:
            pairs += [(at + n, self.load.values[n]) for n in WORKLOAD if not self._usual(n)]
            pairs += [(at + n, text) for n, text in stage_pairs(self.load.stages)]
        return pairs

    def kept(self, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Of `names`, the workload's fields that are not at their defaults, and the parts of its run."""
        own = ((name, self.load.values[name]) for name in names if not self._usual(name))
        return (*own, *stage_pairs(self.load.stages))

    @property
    def is_short(self) -> bool:
        """Whether what is made of it may be kept."""
        texts = (
            *self.values.values(),
            *self.load.values.values(),
            *(text for _, text in stage_pairs(self.load.stages)),
        )
        return sum(map(len, texts)) <= MOST_LETTERS_KEPT

    def _usual(self, name: str) -> bool:
        return same(name, self.load.values[name], self.load.defaults[name])


@dataclass(frozen=True, slots=True)
class BudgetForm:
    """The whole form. `budget` and `revision`: what it was opened from; `open`: the line that is being edited;
    `own_offers`: those saved with it; `learnt`: which own runs are used, as in a plan's form."""

    values: Texts
    lines: tuple[LineForm, ...]
    limits: Mapping[str, Texts] = field(default_factory=dict)
    open: int | None = None
    budget: str = ""
    revision: str = ""
    own_offers: str = ""
    learnt: str = ""

    def pairs(self) -> list[tuple[str, str]]:
        """Everything that is not a default."""
        pairs = [(n, text) for n, text in self.values.items() if n in ("name", "start") or text != BUDGET[n].usual]
        for index, line in enumerate(self.lines):
            pairs += line.pairs(index)
        pairs += [(f"{key}:{offer}", text) for offer, own in self.limits.items() for key, text in own.items() if text]
        places = ("budget", "revision", "own_offers", "learnt")
        return pairs + [(name, getattr(self, name)) for name in places if getattr(self, name)]

    def packed(self, **changes: object) -> str:
        """The state in one word."""
        changed = replace(self, **changes) if changes else self  # type: ignore[arg-type]
        return pack(changed.pairs() + self._opened())

    def _opened(self) -> list[tuple[str, str]]:
        return [] if self.open is None else [("open", str(self.open))]

    def address(self) -> str | None:
        """Where this form is answered as it stands; None where it is too long for an address."""
        packed = self.packed()
        path = f"/budgets/{self.budget}" if self.budget else "/budgets/new"
        return f"{path}?b={packed}" if fits(packed) else None

    @property
    def months(self) -> int:
        """As many as typed, within reason."""
        text = self.values["months"].strip()
        return min(max(int(text), 1), 36) if text.isascii() and text.isdecimal() and len(text) < 4 else 12


def read_budget(args: MultiDict[str, str], catalogue: Catalogue, *, now: datetime) -> BudgetForm:
    """The form that was sent, or packed in `b`; nothing is refused here."""
    if "b" in args:
        return read_budget(unpack(args["b"]), catalogue, now=now)
    if len(args) > MOST_FORM_FIELDS:
        too_much(f"A budget has at most {MOST_FORM_FIELDS:,} fields; this one has {len(args):,}.")
    parts = _parts(args)
    if len(parts) > MOST_BUDGET_LINES:
        too_much(f"A budget has at most {MOST_BUDGET_LINES} lines; this one has {len(parts):,}. Split it in two.")
    if len(parts) > LARGE_LINES:
        take_turn()
    lines = tuple(_line_of(part, catalogue) for part in parts)
    return BudgetForm(
        values={name: _typed(args, name, now) for name in BUDGET},
        lines=lines,
        limits=_limits(args),
        open=place_of(args.get("open", ""), len(lines)),
        budget=args.get("budget", ""),
        revision=args.get("revision", ""),
        own_offers=args.get("own_offers", ""),
        learnt=args.get("learnt", "").strip(),
    )


_READ: KeptBy[LineForm] = KeptBy(2, 256)
"""Lines as last read: where one line is typed in, the others are as they were."""


def _line_of(args: MultiDict[str, str], catalogue: Catalogue) -> LineForm:
    typed = tuple(args.items(multi=True))
    if sum(len(name) + len(text) for name, text in typed) > MOST_LETTERS_KEPT:
        return read_line(args, catalogue)
    return _READ.get(catalogue, typed, lambda: read_line(args, catalogue))


def read_line(args: MultiDict[str, str], catalogue: Catalogue) -> LineForm:
    """One line from its own fields, without prefix. It has no door: its preset alone says what is usual."""
    values = {name: _typed_in_line(args, name) for name in LINE}
    load = read_form(args, catalogue)
    return LineForm(values, replace(load, defaults=default_values(load.preset)), args.get("source", ""))


def place_of(text: str, count: int) -> int | None:
    """The place of a line among `count`, as typed in an address; None for anything else."""
    return int(text) if re.fullmatch("[0-9]{1,3}", text) and int(text) < count else None


def _parts(args: MultiDict[str, str]) -> list[MultiDict[str, str]]:
    """The fields of every line that was sent, without their prefix, in the order of the lines. One pass."""
    found: dict[int, list[tuple[str, str]]] = {}
    for name, text in args.items(multi=True):
        if match := LINE_FIELD.match(name):
            found.setdefault(int(match[1]), []).append((name[match.end() :], text))
    return [MultiDict(found[place]) for place in sorted(found)]


def _typed(args: MultiDict[str, str], name: str, now: datetime) -> str:
    if name == "inputs":
        return ", ".join(kind for kind in args.getlist(name) if kind) if name in args else BUDGET[name].usual
    text = args.get(name)
    if text is None or (not text.strip() and not BUDGET[name].optional):
        return next_month(now) if name == "start" else BUDGET[name].usual
    return text.strip()


def _typed_in_line(args: MultiDict[str, str], name: str) -> str:
    text = args.get(name)
    if text is None or (not text.strip() and not LINE[name].optional):
        return LINE[name].usual
    return text.strip(" \r\n") if name in ("paid", "sample") else text.strip()


def _limits(args: MultiDict[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, text in args.items():
        key, colon, offer = name.partition(":")
        if colon and offer and key in LIMIT_KEYS and text.strip():
            found.setdefault(offer, {})[key] = text.strip()
    return found


def next_month(now: datetime) -> str:
    """The first whole month to come."""
    first = date(now.year + now.month // 12, now.month % 12 + 1, 1)
    return month_text(f"{first:%Y-%m}")
