"""What is asked of every offer: the plan's own workload, and beside it the filters, order and page of the list.

The address is the state here too: the plan's parameters, then what differs from an open list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from planner.core.keeping import KeptBy
from planner.core.models.catalogue import Catalogue
from planner.core.models.offers.offer_facts import OfferFacts
from planner.core.models.profile.scores import BENCH_NAMES
from planner.core.number_text import TwoReadings
from planner.core.ranking.filters import Filters, Order
from planner.web.forms import DEFAULT_PRESET, FIRST_DOOR, SPECS, PlanForm, read_form, read_number
from planner.web.forms.asking import usual_bench
from planner.web.forms.two_readings import asked
from planner.web.present.problem_text import with_example

LONGEST_SEARCH = 100
LONGEST_NAME = 200
MOST_UNFOLDED = 100
ORDERS: tuple[Order, ...] = ("usd", "seconds", "name")
MODES = ("on", "off")
INPUTS = ("image", "audio", "video")
TIME_UNITS = {"s": 1, "min": 60, "h": 3600}
TEXTS = ("q", "host", "lab", "weights", "context", "within", "price", "quality", "floor")
OF_A_PLAN = frozenset({*SPECS, "door", "preset", "set", "models"})
"""Parameters that say which plan is ranked for."""
EXAMPLES = {"context": "200k", "within": "90 s or 30 min", "price": "5,000", "floor": "60"}


@dataclass(frozen=True, slots=True)
class RankForm:
    """The list as asked for: raw text by field.

    `mode` is the thinking mode that ranks and that the limits hold for, where none is chosen that of the plan;
    `quality` the benchmark whose score counts beside cost and time, `floor` the least percent on it, or where none is
    chosen on the one nearest the work; `unfold` the models whose other hosts are listed too.
    """

    plan: PlanForm
    q: str = ""
    host: str = ""
    lab: str = ""
    weights: str = ""
    context: str = ""
    takes: tuple[str, ...] = ()
    live: bool = True
    within: str = ""
    price: str = ""
    quality: str = ""
    floor: str = ""
    mode: str = "on"
    by: Order = "usd"
    page: int = 1
    unfold: tuple[str, ...] = ()

    def query(self) -> list[tuple[str, str]]:
        """The address's parameters, defaults left out."""
        pairs = self.plan_query()
        pairs += [(name, getattr(self, name)) for name in TEXTS if getattr(self, name)]
        pairs += [("takes", kind) for kind in self.takes]
        usual = (("live", str(int(self.live)), "1"), ("mode", self.mode, self.plan.mode), ("by", self.by, "usd"))
        pairs += [(name, value) for name, value, default in usual if value != default]
        pairs += [("page", str(self.page))] if self.page > 1 else []
        return pairs + [("unfold", name) for name in self.unfold]

    def plan_query(self) -> list[tuple[str, str]]:
        """The parameters of the plan that is ranked for; none for the one that a bare list is of."""
        pairs = self.plan.query()
        if self.plan.preset.id == DEFAULT_PRESET:
            return pairs if _names_a_plan(name for name, _ in pairs) else [("preset", DEFAULT_PRESET), *pairs]
        return [] if pairs == [("door", FIRST_DOOR)] else pairs

    def address(self, path: str = "/offers") -> str:
        """`path` with the state in it."""
        pairs = self.query()
        return f"{path}?{urlencode(pairs, safe=',:/')}" if pairs else path

    @property
    def bench(self) -> str:
        """The benchmark of the floor."""
        return self.quality if self.quality in BENCH_NAMES else usual_bench(self.plan.values["task"])

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set besides that offers are live."""
        return not self.live or bool(self.takes) or any(getattr(self, name) for name in TEXTS)

    @property
    def is_whole(self) -> bool:
        """Whether the page is to have all its rows at once."""
        return bool(self.plan.whole)

    def whole(self) -> RankForm:
        """The same page with all its rows at once, as the plan is with all its sections."""
        return replace(self, plan=replace(self.plan, whole="1"))

    def unfiltered(self) -> RankForm:
        """The same list with no filter, from its first page."""
        return RankForm(self.plan, mode=self.mode, by=self.by)


def read_rank_form(args: MultiDict[str, str], catalogue: Catalogue) -> RankForm:
    """The list in an address or as submitted; without a plan in it, that of the first door; nothing is refused here."""
    if not _names_a_plan(args):
        args = MultiDict([*args.items(multi=True), ("door", FIRST_DOOR)])
    lives = args.getlist("live")
    by, mode = args.get("by", ""), args.get("mode", "")
    plan = replace(read_form(args, catalogue), open="", mine="")
    return RankForm(
        plan=plan,
        **{name: " ".join(args.get(name, "").split())[:LONGEST_SEARCH] for name in TEXTS},
        takes=tuple(kind for kind in INPUTS if kind in args.getlist("takes")),
        live="1" in lives if lives else True,
        mode=mode if mode in MODES else plan.mode,
        by=next((order for order in ORDERS if order == by), "usd"),
        page=_page(args.get("page", "")),
        unfold=tuple(dict.fromkeys(name[:LONGEST_NAME] for name in args.getlist("unfold")[:MOST_UNFOLDED])),
    )


def _names_a_plan(parameters: Iterable[str]) -> bool:
    """Whether any of these parameters says which plan is ranked for."""
    return any(name in OF_A_PLAN or ":" in name for name in parameters)


def _page(text: str) -> int:
    return max(int(text), 1) if text.isdecimal() and len(text) < 7 else 1


def filters_of(form: RankForm, labs: Mapping[str, frozenset[str]]) -> tuple[Filters, dict[str, str]]:
    """The filters, and the sentence beside each field that could not be read: such a field does not filter."""
    problems: dict[str, str] = {}
    return Filters(
        words=form.q,
        hosts=frozenset({form.host}) if form.host else frozenset(),
        labs=labs.get(form.lab.casefold(), frozenset({form.lab})) if form.lab else frozenset(),
        inputs=frozenset(form.takes),
        open_weights={"open": True, "closed": False}.get(form.weights),
        context_at_least=_whole(_limit(form, "context", problems)),
        p95_seconds_at_most=_float(_limit(form, "within", problems)),
        usd_at_most=_float(_limit(form, "price", problems)),
        # Only a floor leaves offers out: without one the list is not called filtered.
        bench=form.bench if form.floor else "",
        score_at_least=_float(_limit(form, "floor", problems)),
        live_only=form.live,
    ), problems


def _whole(number: Decimal | None) -> int | None:
    return None if number is None else int(number)


def _float(number: Decimal | None) -> float | None:
    return None if number is None else float(number)


def _limit(form: RankForm, name: str, problems: dict[str, str]) -> Decimal | None:
    """One typed limit; None where nothing usable was typed."""
    text = getattr(form, name)
    if not text:
        return None
    try:
        number = _read(name, text)
    except ValueError as error:
        number, problems[name] = None, with_example(error, EXAMPLES[name])
    if number is not None and number < 0:
        problems[name] = "Type at least 0."
        return None
    if number is not None and name == "floor" and number > 100:
        problems[name] = "Type at most 100%."
        return None
    return number


def _read(name: str, text: str) -> Decimal:
    return read_time(text) if name == "within" else read_number(text.lstrip("$").rstrip("% "))


def with_readings(form: RankForm, problems: Mapping[str, str]) -> dict[str, str]:
    """The sentences by field; of a number that can be read two ways with a link to the list for each reading."""
    return asked(
        problems,
        lambda name: str(getattr(form, name)),
        _read,
        lambda name, reading: replace(form, **{name: reading}).address(),  # type: ignore[arg-type]
    )


def without_unit(text: str) -> str:
    """1,5 of 1,5 min."""
    plain = text.strip()
    unit = next((unit for unit in ("min", "h", "s") if plain.casefold().endswith(unit)), "")
    return plain[: len(plain) - len(unit)].rstrip()


def read_time(text: str) -> Decimal:
    """Seconds from 90, 90 s, 30 min or 2 h; ValueError with the sentence otherwise."""
    plain = text.strip().casefold()
    unit = next((unit for unit in ("min", "h", "s") if plain.endswith(unit)), "s")
    try:
        return read_number(plain.removesuffix(unit)) * TIME_UNITS[unit]
    except TwoReadings as two:
        one, other = (f"{reading} {unit}" for reading in two.readings)
        raise TwoReadings(text.strip(), (one, other)) from None


def labs_of(facts: tuple[OfferFacts, ...], spellings: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The lab's name, in each case it is written in, under the name in lower case and under each other spelling."""
    return _LABS.get(facts, tuple(spellings.items()), lambda: _labs_of(facts, spellings))


_LABS: KeptBy[dict[str, frozenset[str]]] = KeptBy(4, 2)


def _labs_of(facts: tuple[OfferFacts, ...], spellings: Mapping[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {spelling: {name} for spelling, name in spellings.items()}
    for one in facts:
        if one.lab:
            found.setdefault(one.lab.casefold(), set()).add(one.lab)
    return {name: frozenset(spellings) for name, spellings in found.items()}
