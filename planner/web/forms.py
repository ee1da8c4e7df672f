"""The plan form: what its fields are called, what was typed, and the request and address it stands for.

The address is the state. A field that says what its preset says is left out of it; numbers are written plainly.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from planner.core.catalogue import Catalogue, Preset
from planner.core.workload import BadInput, CacheSettings, Problem, Workload

DEFAULT_PRESET = "research_agent"
CARD = (
    "kimi-k2-thinking", "gpt-5.4", "gpt-5.2", "glm-5", "gemini-3.1-flash-lite", "claude-opus-4.5", "grok-4",
    "kimi-k2.5", "gpt-5.3-codex",
)  # fmt: skip
"""The nine models of the model card: shown until others are chosen. The first is the one the finding speaks of."""

EFFORTS = ("low", "medium", "high", "xhigh", "max")
TOKENS_PER = {"tokens": Decimal(1), "words": 1 / Decimal("0.75"), "pages": Decimal(650)}
DAYS = {"calendar": Decimal(365) / 12, "30": Decimal(30), "working": Decimal(22)}
SORTS = ("month", "run", "first", "time", "fresh", "read", "reasoning", "visible", "model")


@dataclass(frozen=True, slots=True)
class Spec:
    """One field: its name in the address, the request field it fills, its label, and a value to show as an example.

    `usual` is the default where no preset says otherwise; `optional` fields may be blank, which means "estimate it"
    or "derive it"; the others fall back to their default.
    """

    name: str
    path: str
    label: str
    example: str
    usual: str = ""
    optional: bool = False
    choices: tuple[tuple[str, str], ...] = ()


def _choices(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return pairs


UNITS = _choices(("tokens", "tokens"), ("words", "words"), ("pages", "pages"))
SPECS: dict[str, Spec] = {
    spec.name: spec
    for spec in (
        Spec("runs", "workload.runs_per_day", "Runs", "50"),
        Spec("per", "", "How runs are counted", "day", "day", choices=_choices(
            ("day", "a day"), ("month", "a month"), ("person", "a person a day"))),
        Spec("people", "", "People", "40", "10"),
        Spec("hours", "workload.hours_per_day", "Active hours", "8"),
        Spec("shared", "workload.shared_prefix_tokens", "Shared part of the prompt", "6,000"),
        Spec("shared_unit", "", "Unit of the shared part", "tokens", "tokens", choices=UNITS),
        Spec("own", "workload.input_tokens", "Own part of the prompt", "500"),
        Spec("own_unit", "", "Unit of the own part", "tokens", "tokens", choices=UNITS),
        Spec("answer", "workload.visible_tokens_per_call", "Answer, each call", "120", optional=True),
        Spec("answer_unit", "", "Unit of the answer", "tokens", "tokens", choices=UNITS),
        Spec("effort", "", "Thinking effort", "high", "high", choices=tuple((e, e) for e in EFFORTS)),
        Spec("steps", "workload.steps", "Steps", "300"),
        Spec("result", "workload.tool_result_tokens", "Tool result", "400"),
        Spec("tool", "workload.tool_seconds", "Tool time", "2"),
        Spec("task", "workload.task_class", "Kind of work", "research_agent"),
        Spec("kind", "workload.step_kind", "A step is", "tool", choices=_choices(
            ("tool", "a tool call"), ("user_turn", "a user’s turn"))),
        Spec("gap", "workload.gap_seconds", "Time between turns", "60"),
        Spec("parallel", "workload.parallel_tools", "Tools at once", "1"),
        Spec("cache", "workload.cache.mode", "Prompt cache", "auto", choices=_choices(
            ("auto", "as the host does"), ("off", "off"), ("5m", "5 minutes"), ("1h", "1 hour"))),
        Spec("prefix_hit", "workload.cache.prefix_hit_rate", "Shared part found in cache", "90%", optional=True),
        Spec("loop_hit", "workload.cache.loop_hit_rate", "Earlier steps found in cache", "90%", optional=True),
        Spec("tier", "workload.service_tier", "Service tier", "standard", choices=_choices(
            *((tier, tier) for tier in ("standard", "batch", "flex", "priority", "fast")))),
        Spec("retries", "workload.retry_rate", "Share of runs repeated", "2%"),
        Spec("share", "workload.thinking_share", "Share of runs that think", "100%"),
        Spec("keep", "workload.keep_reasoning", "Thoughts kept", "default", choices=_choices(
            ("default", "as the model does"), ("none", "never"), ("within_run", "within a run"), ("all", "always"))),
        Spec("reasoning", "workload.reasoning_tokens_per_call", "Reasoning, each call", "250", optional=True),
        Spec("max_output", "workload.max_output_tokens", "Output limit, each call", "16,000", optional=True),
        Spec("searches", "workload.web_searches_per_run", "Web searches a run", "10"),
        Spec("basis", "workload.token_basis", "Tokens are counted", "native", choices=_choices(
            ("native", "by each model"), ("o200k", "in o200k"))),
        Spec("month", "month", "A month is", "calendar", "calendar", choices=_choices(
            ("calendar", "365 ÷ 12 days"), ("30", "30 days"), ("working", "22 working days"))),
        Spec("date", "price_date", "Prices of", "2026-11-23", optional=True),
    )
}  # fmt: skip

SHARES = ("prefix_hit", "loop_hit", "retries", "share")
UNIT_OF = {"shared": "shared_unit", "own": "own_unit", "answer": "answer_unit"}
TEXTS = ("task", "date")

FIGURES: dict[str, tuple[str, str, str]] = {
    "reasoning": ("reasoning_tokens_per_call", "Reasoning, each call", "tokens"),
    "speed": ("tokens_per_second", "Speed", "tokens/s"),
    "ttft": ("ttft_seconds", "First token", "s"),
    "discount": ("discount", "Discount", "%"),
    "input": ("usd_per_mtok.input", "Input", "$/M"),
    "output": ("usd_per_mtok.output", "Output", "$/M"),
    "read": ("usd_per_mtok.cache_read", "Cache read", "$/M"),
    "write": ("usd_per_mtok.cache_write", "Cache write", "$/M"),
}
"""Own figures of one offer: the override they fill, the label, the unit. In the address: `speed:<offer id>`."""

FIGURE_EXAMPLES = {"reasoning": "250", "speed": "60", "ttft": "0.8", "discount": "10%"}


@dataclass(frozen=True, slots=True)
class PlanForm:
    """The form as it stands: raw text by field, with the preset's values where nothing was said."""

    preset: Preset
    values: Mapping[str, str]
    defaults: Mapping[str, str]
    models: tuple[str, ...]
    default_models: tuple[str, ...]
    add: str = ""
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sort: str = "month"
    open: str = ""
    focus: str = ""
    mine: str = ""
    scenario: str = ""
    revision: str = ""
    order: tuple[str, ...] = ()

    def query(self, **changes: str) -> list[tuple[str, str]]:
        """The address's parameters, defaults left out. `changes` replace sort, open, focus or mine first."""
        form = replace(self, **changes)  # type: ignore[arg-type]
        pairs = [("preset", form.preset.id)] if form.preset.id != DEFAULT_PRESET else []
        pairs += [(n, tidy(n, v)) for n, v in form.values.items() if not same(n, v, form.defaults[n])]
        if form.models != form.default_models:
            pairs += [("models", name) for name in form.models or ("",)]
        pairs += [(f"{key}:{offer}", text) for offer, own in form.own.items() for key, text in own.items() if text]
        places = (
            ("sort", form.sort, "month"),
            ("open", form.open, ""),
            ("focus", form.focus, ""),
            ("mine", form.mine, ""),
            ("scenario", form.scenario, ""),
            ("revision", form.revision, ""),
        )
        return pairs + [(name, value) for name, value, usual in places if value != usual]

    def address(self, path: str = "/plan", **changes: str) -> str:
        """`path` with the state in it."""
        pairs = self.query(**changes)
        return f"{path}?{urlencode(pairs, safe=',:/')}" if pairs else path


def read_form(args: MultiDict[str, str], catalogue: Catalogue) -> PlanForm:
    """The form an address or a submitted form stands for; nothing is refused here."""
    preset = _preset(args.get("preset", ""), catalogue)
    defaults = default_values(preset)
    models = tuple(name for name in CARD if name in catalogue.profiles) or tuple(catalogue.profiles)
    given = tuple(dict.fromkeys(name for name in args.getlist("models") if name))
    return PlanForm(
        preset=preset,
        values={name: _said(args, name, defaults) for name in SPECS},
        defaults=defaults,
        models=given if "models" in args else models,
        default_models=models,
        add=args.get("add", "").strip(),
        own=_own_figures(args),
        sort=args.get("sort", "month") if args.get("sort", "month").lstrip("-") in SORTS else "month",
        open=args.get("open", ""),
        focus=args.get("focus", ""),
        mine=args.get("mine", ""),
        scenario=args.get("scenario", ""),
        revision=args.get("revision", ""),
        order=tuple(name for name in args.get("order", "").split(" ") if name),
    )


def _preset(name: str, catalogue: Catalogue) -> Preset:
    return (
        catalogue.presets.get(name) or catalogue.presets.get(DEFAULT_PRESET) or next(iter(catalogue.presets.values()))
    )


def _said(args: Mapping[str, str], name: str, defaults: Mapping[str, str]) -> str:
    """What was typed; a required field left blank says what its default says."""
    text = args.get(name)
    if text is None or (not text.strip() and not SPECS[name].optional):
        return defaults[name]
    return text.strip()


def _own_figures(args: MultiDict[str, str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for name, text in args.items():
        key, colon, offer = name.partition(":")
        if colon and offer and key in FIGURES and text.strip():
            found.setdefault(offer, {})[key] = text.strip()
    return found


def default_values(preset: Preset) -> dict[str, str]:
    """Every field as the preset fills it, and the contract's defaults for the rest."""
    said = {a.field.removeprefix("workload."): a.value for a in preset.assumptions}
    values: dict[str, str] = {}
    for spec in SPECS.values():
        path = spec.path.removeprefix("workload.")
        if path in said:
            values[spec.name] = shown(said[path], spec.name)
        elif spec.name in said:
            values[spec.name] = shown(said[spec.name], spec.name)
        else:
            values[spec.name] = spec.usual or shown(_contract_default(spec.path), spec.name)
    return values


def _contract_default(path: str) -> object:
    owner: object = Workload()
    parts = path.removeprefix("workload.").split(".")
    if parts[0] == "cache":
        owner, parts = CacheSettings(), parts[1:]
    return getattr(owner, parts[0], None) if path.startswith("workload.") else None


def shown(value: object, name: str) -> str:
    """A value as the field shows it: grouped digits, shares in percent, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return str(value)
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if name in SHARES:
        return f"{_plain(number * 100)}%"
    return f"{number:,f}"


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def read_number(text: str) -> Decimal:
    """What a person types as a number: 6,000 · 6 000 · 6k · 1.5M · 90%. ValueError with the sentence otherwise."""
    plain = text.strip().replace("_", "").replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace("'", "")
    scale = Decimal(1)
    if plain[-1:] in "kKmM%" and plain[:-1]:
        scale = {"k": Decimal(1000), "m": Decimal(1_000_000), "%": Decimal("0.01")}[plain[-1].lower()]
        plain = plain[:-1]
    whole, _, after = plain.partition(".")
    if "," in plain and ("," in after or not all(len(part) == 3 for part in whole.split(",")[1:])):
        raise ValueError("Write decimals with a point and thousands with a comma, such as 1,234.5.")
    if len(plain) > 30 or not plain.replace(",", "").replace(".", "", 1).lstrip("-+").isdecimal():
        raise ValueError("Type a number")
    try:
        return Decimal(plain.replace(",", "")) * scale
    except InvalidOperation:
        raise ValueError("Type a number") from None


def same(name: str, one: str, other: str) -> bool:
    """Whether two texts say the same in this field: 6,000 is 6000, 90% is 0.9."""
    if one == other:
        return True
    if not one or not other or SPECS[name].choices or name in TEXTS:
        return False
    try:
        return read_number(one) == read_number(other)
    except ValueError:
        return False


def tidy(name: str, text: str) -> str:
    """A value as the address writes it: a plain number where it is one, the text as typed where it is not."""
    if not text or SPECS[name].choices or name in TEXTS:
        return text
    try:
        number = read_number(text)
    except ValueError:
        return text
    return f"{_plain(number * 100)}%" if name in SHARES else _plain(number)


def to_request(form: PlanForm) -> dict[str, Any]:
    """The request of the estimate contract. Raises BadInput, its problems named by the form's own fields."""
    problems: list[Problem] = []
    request: dict[str, Any] = {"workload": {"cache": {}}, "offers": list(form.models), "month": form.values["month"]}
    for spec in SPECS.values():
        if not spec.path or spec.name == "month":
            continue
        try:
            _put(request, spec.path, _value(form, spec))
        except ValueError as error:
            problems.append(Problem(spec.name, _with_example(str(error), spec.example)))
    request["overrides"] = _overrides(form.own, problems)
    _check_choices(form, problems)
    if problems:
        raise BadInput(problems)
    return request


def _check_choices(form: PlanForm, problems: list[Problem]) -> None:
    for spec in SPECS.values():
        known = [value for value, _ in spec.choices]
        if known and form.values[spec.name] not in known:
            problems.append(Problem(spec.name, f"Choose one of {', '.join(known)}."))


def _with_example(sentence: str, example: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}, such as {example}."


def _put(request: dict[str, Any], path: str, value: object) -> None:
    *parents, last = path.split(".")
    target = request
    for parent in parents:
        target = target[parent]
    target[last] = value


def _value(form: PlanForm, spec: Spec) -> object:
    """The request's value of one field, in the contract's unit."""
    text = form.values[spec.name]
    if spec.choices or spec.name in TEXTS:
        return text or None
    if not text:
        return None
    number = read_number(text)
    if spec.name in SHARES and number > 1 and "%" not in text:
        raise ValueError("Type a share from 0 to 1, such as 0.9, or 90%.")
    if spec.name == "runs":
        number = _runs_per_day(form, number)
    if spec.name in UNIT_OF:
        number = (number * TOKENS_PER.get(form.values[UNIT_OF[spec.name]], Decimal(1))).quantize(Decimal(1))
    return _json_number(number)


def _runs_per_day(form: PlanForm, number: Decimal) -> Decimal:
    if form.values["per"] == "month":
        return number / DAYS.get(form.values["month"], DAYS["calendar"])
    if form.values["per"] == "person":
        return number * read_number(form.values["people"])
    return number


def _json_number(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _overrides(own: Mapping[str, Mapping[str, str]], problems: list[Problem]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for offer, figures in own.items():
        request: dict[str, Any] = {"usd_per_mtok": {}}
        for key, text in figures.items():
            try:
                _put(request, FIGURES[key][0], _figure(key, text))
            except ValueError as error:
                problems.append(Problem(f"{key}:{offer}", _with_example(str(error), FIGURE_EXAMPLES.get(key, "2.50"))))
        found[offer] = request
    return found


def _figure(key: str, text: str) -> object:
    number = read_number(text.replace("$", ""))
    if key == "discount":
        return str(number / 100 if number > 1 and "%" not in text else number)
    return str(number) if FIGURES[key][0].startswith("usd") else _json_number(number)


def form_problems(problems: Iterable[Problem]) -> dict[str, str]:
    """Sentences by the form's field, for problems the request's own check found."""
    names = {spec.path: spec.name for spec in SPECS.values() if spec.path}
    figures = {path: key for key, (path, _, _) in FIGURES.items()}
    found: dict[str, str] = {}
    for problem in problems:
        name = names.get(problem.field) or _figure_name(problem.field, figures) or problem.field
        if name in SPECS and not problem.message.endswith("."):
            found[name] = f"{SPECS[name].label} {problem.message}, such as {SPECS[name].example}."
        else:
            found[name] = problem.message if problem.message.endswith(".") else f"{problem.message}."
    return found


def _figure_name(path: str, figures: Mapping[str, str]) -> str | None:
    """`speed:<offer>` for `overrides.<offer>.tokens_per_second`."""
    if not path.startswith("overrides."):
        return None
    rest = path.removeprefix("overrides.")
    for ending, key in figures.items():
        if rest.endswith("." + ending):
            return f"{key}:{rest.removesuffix('.' + ending)}"
    return None


def more_in_words(form: PlanForm, task_name: str) -> str:
    """What More holds, in one line: its present values that matter."""
    v = form.values
    cache = {"auto": "cache automatic", "off": "no cache", "5m": "cache 5 min", "1h": "cache 1 h"}.get(v["cache"], "")
    parts = [
        task_name.lower(),
        cache,
        f"{v['tier']} tier",
        "no retries" if _is_zero(v["retries"]) else f"{v['retries']} retries",
    ]
    changed = [
        n
        for n in ("share", "keep", "max_output", "searches", "reasoning", "date", "kind")
        if not same(n, v[n], form.defaults[n])
    ]
    parts += [SPECS[name].label.lower() + " " + v[name] for name in changed]
    if form.own:
        parts.append("own figures")
    return ", ".join(part for part in parts if part)


def _is_zero(text: str) -> bool:
    try:
        return read_number(text) == 0
    except ValueError:
        return False


def in_one_line(values: Mapping[str, str]) -> str:
    """The plan in one line, for the phone: 50 runs a day, 300 steps, high effort."""
    per = {"day": "runs a day", "month": "runs a month", "person": "runs a person a day"}.get(values["per"], "runs")
    steps = "one call" if values["steps"] == "1" else f"{values['steps']} steps"
    return f"{values['runs']} {per}, {steps}, {values['effort']} effort"


def field_names(own_offers: Sequence[str]) -> list[str]:
    """Every field that may carry an error."""
    return [*SPECS, "offers", "add", *(f"{key}:{offer}" for offer in own_offers for key in FIGURES)]
