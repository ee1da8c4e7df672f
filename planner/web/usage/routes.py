"""/usage: put in a text, a response or a log, and read what it says. Nothing that is put in is kept."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

from flask import Blueprint, Response, render_template, request

from planner.core.models.resolve import Named, resolve
from planner.core.usage.calls import Log, joined
from planner.core.usage.count_request import CountRequest, count_all
from planner.core.usage.report import report_of
from planner.core.workload import BadInput
from planner.sources.usage.prompt_file import prompt_in
from planner.sources.usage.response import NAME as RESPONSE
from planner.sources.usage.tokenizers import Counters, vocabularies
from planner.web.state import catalogue, now
from planner.web.usage.samples import SAMPLE_CHAT, SAMPLE_RESPONSE, sample_log
from planner.web.usage.uploads import allow_large, chosen_class, read_stream, uploaded
from planner.web.usage.view import CountedView, ImportedView, counted_view, imported_view

bp = Blueprint("usage", __name__)
WAYS = {"text": "A text or a chat", "response": "One API response", "log": "A log file"}
EXAMPLES = {"text": SAMPLE_CHAT, "response": SAMPLE_RESPONSE}


@dataclass(frozen=True, slots=True)
class UsagePage:
    """The page in one of its states."""

    way: str = "text"
    text: str = ""
    name: str = ""
    problem: str = ""
    counted: CountedView | None = None
    imported: ImportedView | None = None
    one: bool = False
    task_class: str = ""


@bp.get("/usage")
def start() -> str:
    """The empty page, or with `?example=` what it does with a sample."""
    example = request.args.get("example", "")
    if example == "log":
        return _page(_imported(BytesIO(sample_log(now())), "sample log", "log"))
    if example in EXAMPLES:
        return _page(_read(EXAMPLES[example], example))
    way = request.args.get("way", "text")
    return _page(UsagePage(way=way if way in WAYS else "text"))


@bp.post("/usage")
def read() -> Response | str:
    """What was put in, counted or imported; 422 with the sentence beside it for what cannot be read."""
    allow_large(request)
    way = "log" if any(file.filename for file in request.files.getlist("file")) else request.form.get("way", "text")
    try:
        with uploaded(request) as logs:
            if logs:
                return _page(_shown(logs, _names(), "log"))
        return _page(_read(request.form.get("text", ""), way))
    except BadInput as error:
        sentence = "; ".join(f"{_subject(way)} {problem.message}." for problem in error.problems)
        page = UsagePage(way=way if way in WAYS else "text", text=request.form.get("text", ""), problem=sentence)
        return Response(_page(page), 422)


def _subject(way: str) -> str:
    return "This file" if way == "log" else "This"


def _names() -> str:
    return ", ".join(file.filename or "log" for file in request.files.getlist("file"))


def _read(text: str, way: str) -> UsagePage:
    """A pasted text: a response or a log where it is one, else counted."""
    if not text.strip():
        return UsagePage(way=way, text=text, problem="Paste something first, or choose a file.")
    if way in ("response", "log"):
        return _imported(BytesIO(text.encode()), "pasted", way, text)
    prompt = prompt_in(text.encode())
    asked = CountRequest(prompt, tuple(catalogue().opening_set.models))
    counts = count_all(asked, vocabularies(), Counters(), knows=_knows)
    return UsagePage(way="text", text=text, counted=counted_view(prompt, counts, catalogue(), now()))


def _knows(name: str) -> bool:
    return isinstance(resolve(catalogue(), name, now()), Named)


def _imported(stream: BytesIO, name: str, way: str, text: str = "") -> UsagePage:
    return _shown([read_stream(stream)], name, way, text)


def _shown(logs: list[Log], name: str, way: str, text: str = "") -> UsagePage:
    kind = chosen_class(request, catalogue())
    report = report_of(joined(logs), catalogue(), now=now(), task_class=kind)
    view = imported_view(report, catalogue(), catalogue().opening_set.models, now())
    return UsagePage(way, text, name, imported=view, one=report.log.format == RESPONSE, task_class=kind or "")


def _page(page: UsagePage) -> str:
    return render_template("usage/page.html", page=page, ways=WAYS, kinds=list(catalogue().task_classes.values()))
