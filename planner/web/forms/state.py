"""The form as it stands, read from an address or a submitted form, and written back into an address.

The address is the state: a door (the kind of work), then what differs from what the door starts with. An address
without a door is an old one: it leaves out what its preset says and the models of the card, and is read so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from planner.core.models.catalogue import Catalogue
from planner.core.models.presets import ModelSet, Preset
from planner.web.forms.asking import usual_bench, usual_score
from planner.web.forms.defaults import default_values
from planner.web.forms.doors import CARRIED, DOORS, Door, door_of
from planner.web.forms.fields import DEFAULT_PRESET, FIGURES, FORM_EFFORTS, SORTS, SPECS, TEXTS
from planner.web.forms.numbers import same, tidy
from planner.web.forms.stages import NUMBERS, part_of, read_stages, stage_pairs
from planner.web.guard.limits import MOST_MODELS_ON_PAGE, too_much

PLACES = {
    "sort": "month", "open": "", "focus": "", "mine": "", "scenario": "", "revision": "", "ladder": "", "learnt": "",
    "own_offers": "", "spread": "cost", "by": "", "whole": "",
}  # fmt: skip
"""Where on the page one is and what it was opened from, with the defaults that an address leaves out. `whole`: with the
sections below the first screen, for browsers without the script that loads them."""
LEFT_OUT = "off"
"""The value of `learnt` with which own runs are left out. Empty: those of the workspace are used; anything else: the
runs themselves, as saved or sent."""
PLACE_NAMES = frozenset({*PLACES, "score", "bench"})
SAFE = ",:/"
OF_DEFAULT = urlencode({"preset": DEFAULT_PRESET})


@dataclass(slots=True)
class _Kept:
    """What is the same in every link of a page, once it was made."""

    stated: list[tuple[str, str]] | None = None
    text: str | None = None
    places: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The form as it stands: raw text by field, with the preset's values where nothing was said.

    `model_set` is what `models` are where none are named one by one; `opening_set` is the id of the set that is left
    out of an address; `stages` the parts of a run of several models.
    """

    door: Door
    preset: Preset
    values: Mapping[str, str]
    defaults: Mapping[str, str]
    models: tuple[str, ...]
    model_set: ModelSet
    opening_set: str = ""
    add: str = ""
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    stages: tuple[Mapping[str, str], ...] = ()
    sort: str = "month"
    open: str = ""
    focus: str = ""
    mine: str = ""
    scenario: str = ""
    revision: str = ""
    ladder: str = ""
    spread: str = "cost"
    score: str = ""
    bench: str = ""
    learnt: str = ""
    own_offers: str = ""
    order: tuple[str, ...] = ()
    by: str = ""
    whole: str = ""
    kept: _Kept = field(init=False, default_factory=_Kept, repr=False, compare=False)

    @property
    def is_once(self) -> bool:
        """Whether runs are counted in all: done once and not every month."""
        return self.values["per"] == "once"

    @property
    def mode(self) -> str:
        """The mode the page leads with: off or on."""
        return "off" if self.values["effort"] == "off" else "on"

    @property
    def effort(self) -> str:
        """The effort of the side that thinks: the chosen one, else the usual one of its workload."""
        if self.values["effort"] in FORM_EFFORTS:
            return self.values["effort"]
        return next((str(a.value) for a in self.preset.assumptions if a.field == "effort"), "high")

    def query(self, **changes: str) -> list[tuple[str, str]]:
        """The address's parameters, defaults left out. `changes` replace places such as sort, open or focus first."""
        form = self if changes.keys() <= PLACE_NAMES else replace(self, **changes)  # type: ignore[arg-type]
        return [*form._stated(), *form._places(changes)]

    def _stated(self) -> list[tuple[str, str]]:
        """What was stated, without the places of the page."""
        if self.kept.stated is None:
            self.kept.stated = self._made()
        return self.kept.stated

    def _made(self) -> list[tuple[str, str]]:
        # Without a door an address is of the default preset, as it always was.
        pairs = [] if self.preset.id == DEFAULT_PRESET else [("door", self.door.id)]
        pairs += [("preset", self.preset.id)] if self.preset.id not in (self.door.preset, DEFAULT_PRESET) else []
        pairs += [(n, tidy(n, v)) for n, v in self.values.items() if not same(n, v, _usual(self, n))]
        if self.model_set.id != self.opening_set:
            pairs.append(("set", self.model_set.id))
        if self.models != self.model_set.models:
            pairs += [("models", name) for name in self.models or ("",)]
        pairs += [(f"{key}:{offer}", text) for offer, own in self.own.items() for key, text in own.items() if text]
        return pairs + stage_pairs(self.stages)

    def _places(self, changes: Mapping[str, str]) -> list[tuple[str, str]]:
        if self.kept.places is None:
            self.kept.places = {name: getattr(self, name) for name in (*PLACES, "score", "bench")}
        task, places = self.values["task"], {**self.kept.places, **changes} if changes else self.kept.places
        usual = {**PLACES, "score": usual_score(task, places["bench"]), "bench": usual_bench(task)}
        return [(name, places[name]) for name, value in usual.items() if places[name] != value]

    def address(self, path: str = "/plan", **changes: str) -> str:
        """`path` with the state in it; of the plan itself, the address of its door."""
        form = self if changes.keys() <= PLACE_NAMES else replace(self, **changes)  # type: ignore[arg-type]
        stated, places = form._stated_text(), urlencode(form._places(changes), safe=SAFE)
        usual = self.preset.id == DEFAULT_PRESET
        if path == "/plan":
            path = f"/plan/{self.door.id}"
            # An address of another preset begins with its door, which the path says already.
            stated = "&".join(filter(None, (OF_DEFAULT, stated))) if usual else stated.partition("&")[2]
        query = "&".join(filter(None, (stated, places)))
        if path == "/offers" and usual and not query:
            # A bare list is of the door that opens first.
            query = OF_DEFAULT
        return f"{path}?{query}" if query else path

    def _stated_text(self) -> str:
        if self.kept.text is None:
            self.kept.text = urlencode(self._stated(), safe=SAFE)
        return self.kept.text

    def typed(self, name: str) -> str:
        """What is typed in a field, also in an offer's own figures (`speed:<offer>`) or in a part (`s0-steps`)."""
        if part := part_of(name, len(self.stages)):
            return self.stages[part[0]][part[1]]
        key, _, offer = name.partition(":")
        return self.own.get(offer, {}).get(key, "") if offer else self.values.get(name, "")

    def numbers(self) -> Iterator[tuple[str, str]]:
        """Fields that hold numbers, with what is typed: of the work, of its parts, and an offer's own figures."""
        yield from ((name, text) for name, text in self.values.items() if not SPECS[name].choices and name not in TEXTS)
        yield from ((name, text) for name, text in stage_pairs(self.stages) if name.rpartition("-")[2] in NUMBERS)
        yield from ((f"{key}:{offer}", text) for offer, own in self.own.items() for key, text in own.items())

    def with_typed(self, name: str, text: str) -> PlanForm:
        """The form with another text in a field."""
        if part := part_of(name, len(self.stages)):
            changed = {**self.stages[part[0]], part[1]: text}
            return replace(self, stages=(*self.stages[: part[0]], changed, *self.stages[part[0] + 1 :]))
        key, _, offer = name.partition(":")
        if offer:
            return replace(self, own={**self.own, offer: {**self.own.get(offer, {}), key: text}})
        return replace(self, values={**self.values, name: text})

    def behind(self, door: Door) -> str:
        """The address of another kind of work, with what still means the same there."""
        if door is self.door:
            return self.address()
        kept = [(n, tidy(n, self.values[n])) for n in CARRIED if not same(n, self.values[n], self.defaults[n])]
        kept += [("set", self.model_set.id)] if self.model_set.id != self.opening_set else []
        if self.models != self.model_set.models:
            kept += [("models", name) for name in self.models or ("",)]
        kept += [(f"{key}:{offer}", text) for offer, own in self.own.items() for key, text in own.items() if text]
        return f"/plan/{door.id}?{urlencode(kept, safe=SAFE)}" if kept else f"/plan/{door.id}"


def read_form(args: MultiDict[str, str], catalogue: Catalogue) -> PlanForm:
    """The form in an address or as submitted; nothing is refused here."""
    door, preset, usual = _door_and_preset(args, catalogue)
    defaults = default_values(preset, door)
    values = _known_steps({name: _typed(args, name, usual) for name in SPECS}, defaults)
    score, bench = _asked(args, values["task"])
    given = tuple(dict.fromkeys(name for name in args.getlist("models") if name)) if "models" in args else None
    if given and len(given) > MOST_MODELS_ON_PAGE:
        too_much(f"A page compares at most {MOST_MODELS_ON_PAGE} models, not {len(given):,}. Rank all offers instead.")
    chosen = _model_set(args.get("set", ""), given, catalogue)
    return PlanForm(
        door=door,
        preset=preset,
        values=values,
        defaults=defaults,
        models=chosen.models if given is None else given,
        model_set=chosen,
        opening_set=catalogue.opening_set.id,
        add=args.get("add", "").strip(),
        own=_own_figures(args),
        stages=read_stages(args),
        sort=args.get("sort", "month") if args.get("sort", "month").lstrip("-") in SORTS else "month",
        open=args.get("open", ""),
        focus=args.get("focus", ""),
        mine=args.get("mine", ""),
        scenario=args.get("scenario", ""),
        revision=args.get("revision", ""),
        ladder=args.get("ladder", ""),
        learnt=args.get("learnt", "").strip(),
        own_offers=args.get("own_offers", "").strip(),
        spread="time" if args.get("spread") == "time" else "cost",
        score=score,
        bench=bench,
        order=tuple(name for name in args.get("order", "").split(" ") if name),
        by=args.get("by", "") if args.get("by") in ("task", "person") else "",
        whole="1" if args.get("whole") == "1" else "",
    )


def _model_set(name: str, given: tuple[str, ...] | None, catalogue: Catalogue) -> ModelSet:
    """The set named, else one that holds just the models given, else the one that pages open with."""
    same = (one for one in catalogue.model_sets.values() if one.models == given)
    return next(same, None) or catalogue.model_sets.get(name) or catalogue.opening_set


def _door_and_preset(args: Mapping[str, str], catalogue: Catalogue) -> tuple[Door, Preset, Mapping[str, str]]:
    """The kind of work, the workload it starts from, and what the fields say that the address leaves out."""
    door = DOORS.get(args.get("door", ""))
    name = args.get("preset", "")
    known = catalogue.presets
    preset = known.get(name) or known.get(door.preset if door else DEFAULT_PRESET) or next(iter(known.values()))
    if door is None:
        return door_of(preset.id), preset, default_values(preset)
    return door, preset, default_values(preset, door)


def _typed(args: Mapping[str, str], name: str, defaults: Mapping[str, str]) -> str:
    """The typed text; for a required field left blank its default."""
    text = args.get(name)
    if text is None or (not text.strip() and not SPECS[name].optional):
        return defaults[name]
    return text.strip()


def _usual(form: PlanForm, name: str) -> str:
    """What a field says where nothing is typed in it."""
    if name == "steps_sd" and not same("steps", form.values["steps"], form.defaults["steps"]):
        return "0"
    return form.defaults[name]


def _known_steps(values: dict[str, str], defaults: Mapping[str, str]) -> dict[str, str]:
    """A typed number of steps is known, so the preset's spread around its own guess does not apply."""
    if values["steps_sd"] == defaults["steps_sd"] and not same("steps", values["steps"], defaults["steps"]):
        values["steps_sd"] = "0"
    return values


def _asked(args: Mapping[str, str], task: str) -> tuple[str, str]:
    """The required score and its benchmark: as typed, else the usual ones of the work. Each of the two fields is sent
    with the kind of work that it was filled for: a default of another kind of work is dropped."""
    score, bench = args.get("score", "").strip(), args.get("bench", "")
    filled = args.get("asked_for", task)
    if filled != task and bench == usual_bench(filled) and score == usual_score(filled, bench):
        score, bench = "", ""
    bench = bench or usual_bench(task)
    return score or usual_score(task, bench), bench


def _own_figures(args: MultiDict[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, text in args.items():
        key, colon, offer = name.partition(":")
        if colon and offer and key in FIGURES and text.strip():
            found.setdefault(offer, {})[key] = text.strip()
    return found
