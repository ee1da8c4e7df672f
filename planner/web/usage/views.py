"""/usage: send in a text, a response or a log, and read the report on it. Nothing sent in is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO

from flask import Response, jsonify, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge

from planner.core.models.resolve import Named, resolve
from planner.core.prompts.count_request import CountRequest, count_all
from planner.core.prompts.prompt import Prompt, plain
from planner.core.usage.calls import Log
from planner.core.usage.report import report_of
from planner.core.workload import BadInput, Problem
from planner.sources.prompts.prompt_file import csv_columns, prompt_in
from planner.sources.prompts.tokenizers import Counters, vocabularies
from planner.sources.usage.limits import MEGABYTE, Cancelled, MissingModel, UnknownColumns
from planner.sources.usage.response import NAME as RESPONSE
from planner.sources.usage.response import with_model
from planner.web import responses
from planner.web.clock import now
from planner.web.guard.limits import countable
from planner.web.plan.stale_notice import query_of
from planner.web.saved.plans.snapshot import form_of
from planner.web.state import catalogue
from planner.web.usage import jobs
from planner.web.usage.cap import CapForm, answered
from planner.web.usage.counted import FILLED, Back, CountedView, counted_view
from planner.web.usage.imported import ImportedView, imported_view
from planner.web.usage.mapping import ColumnChoices, mapping
from planner.web.usage.samples import SAMPLE_CHAT, SAMPLE_RESPONSE, sample_log
from planner.web.usage.uploads import (
    Stored,
    allow_large,
    chosen_class,
    chosen_columns,
    limits,
    one_log,
    read_stored,
    read_stream,
    stored,
)
from planner.web.warm import expect_text

WAYS = {"text": "A text or a chat", "response": "One API response", "log": "A log file"}
EXAMPLES = {"text": SAMPLE_CHAT, "response": SAMPLE_RESPONSE}
AS_TEXT = "Read as a text, as it is no usage log that is known. If it is one, choose “A log file”."


@dataclass(frozen=True, slots=True)
class UsagePage:
    """The page in one of its states. `columns`: those of a table of which it must be said which holds what;
    `asks_model`: a response does not name its model, or did not; `model` is what was typed.
    `texts`: those of a table that was counted, to count one of them instead. `asks_calls`: of how many calls a log is
    that does not say it; `calls` is what was typed."""

    way: str = "text"
    text: str = ""
    name: str = ""
    problem: str = ""
    note: str = ""
    counted: CountedView | None = None
    imported: ImportedView | None = None
    one: bool = False
    task_class: str = ""
    columns: ColumnChoices | None = None
    texts: tuple[str, ...] = ()
    text_column: str = ""
    calls: str = ""
    asks_calls: bool = False
    asks_model: bool = False
    model: str = ""


def start() -> str:
    """The empty page, or with `?example=` what it does with a sample."""
    example = request.args.get("example", "")
    if example == "log":
        return _page(_imported(BytesIO(sample_log(now())), "sample log", "log"))
    if example in EXAMPLES:
        return _page(_pasted(EXAMPLES[example], example))
    way = request.args.get("way", "text")
    if way == "text":
        expect_text()
    return _page(UsagePage(way=way if way in WAYS else "text"))


def read() -> Response | str:
    """What was put in, counted or imported; 422 with the sentence beside it for what cannot be read."""
    allow_large(request)
    job = jobs.started(name := request.args.get("job", ""))
    try:
        with stored(request) as files:
            way = request.form.get("way", "text") if request.form.get("way") in WAYS else "text"
            return _page(_filed(files, way, job) if files else _pasted(request.form.get("text", ""), way))
    except RequestEntityTooLarge:
        most = f"{limits().file_bytes // MEGABYTE:,}"
        page = UsagePage(
            way="log", problem=f"This is larger than the {most} MB that this server takes. Send it in parts."
        )
        # Nothing of the body can be read, its fields neither.
        return Response(_page(page, request.args), 413)
    except Cancelled:
        return Response(_page(UsagePage(way="log", problem="Stopped. Nothing of the file is kept.")), 422)
    except BadInput as error:
        return Response(_page(_refused(error)), 422)
    finally:
        jobs.ended(name)


def cap() -> Response:
    """Whether the month passes a cap; 422 with a sentence beside it."""
    form = answered(request.args)
    status = 422 if form.errors else 200
    if "HX-Request" in request.headers:
        return Response(render_template("usage/_cap.html", cap=form), status)
    return responses.page("usage/cap.html", CapPage(form), status)


@dataclass(frozen=True, slots=True)
class CapPage:
    """The cap on a page of its own, for browsers without a script."""

    cap: CapForm


def progress(job: str) -> tuple[Response, int] | Response:
    """How far a reading is: rows, and the share of the file where it is known; 404 for one that is over."""
    found = jobs.find(job)
    if found is None:
        return jsonify(errors=[{"field": "job", "message": "is not being read"}]), 404
    response = jsonify(rows=found.rows, share=found.share)
    response.headers["Cache-Control"] = "no-store"
    return response


def stop(job: str) -> tuple[str, int]:
    """Stops a reading; the same answer for one that is over."""
    jobs.stop(job)
    return "", 204


def _refused(error: BadInput) -> UsagePage:
    """The page with everything sent except the file, which a browser sends only when it is chosen again."""
    files = [file for file in request.files.getlist("file") if file.filename]
    subject = (files[0].filename if len(files) == 1 else "This file") if files else "This"
    way = request.form.get("way", "text")
    page = UsagePage(
        way="log" if files and way == "text" else way if way in WAYS else "text",
        text=request.form.get("text", ""),
        problem=" ".join(_sentence(problem, subject or "This file") for problem in error.problems),
        task_class=request.form.get("task_class", ""),
        calls=request.form.get("calls", ""),
        asks_calls=bool(request.form.get("calls")),
        asks_model=isinstance(error, MissingModel) and not files,
    )
    return replace(page, columns=_columns(error.columns)) if isinstance(error, UnknownColumns) else page


def _sentence(problem: Problem, subject: str) -> str:
    return f"{'The number of calls' if problem.field == 'calls' else subject} {problem.message.rstrip('.')}."


def _columns(names: Sequence[str]) -> ColumnChoices | None:
    chosen = {name: column for name, column in request.form.items() if name.startswith("map.")}
    return mapping(names, chosen)


def _filed(files: Sequence[Stored], way: str, job: jobs.Job) -> UsagePage:
    """Logs; or one file to count, where it is not a log and the reader did not say that it is one."""
    chosen = chosen_columns(request.form)
    names = ", ".join(file.name for file in files)
    try:
        logs = read_stored(files, chosen, job.report_progress)
        job.report_progress(sum(log.read for log in logs), 1.0)
        page = _shown(logs, names, "log")
        return replace(page, columns=_columns(request.form.getlist("columns"))) if chosen else page
    except BadInput as no_log:
        if way != "text" or chosen or len(files) > 1 or not files[0].path.exists():
            raise
        return _counted_file(files[0], no_log)


def _counted_file(file: Stored, no_log: BadInput) -> UsagePage:
    """A file counted whole or, of a table, in one column; raises `no_log` for what holds no text either."""
    content, column = file.path.read_bytes(), request.form.get("text_column", "")
    try:
        prompt = prompt_in(content, column=column)
    except BadInput:
        raise no_log from None
    is_plain = prompt.kind == "text" and not _pages(prompt)
    texts = csv_columns(content) if is_plain else ()
    note = AS_TEXT if is_plain and not column else ""
    return replace(_counted(prompt), name=file.name, note=note, texts=texts, text_column=column)


def _pages(prompt: Prompt) -> int:
    return sum(part.pdf_pages for part in prompt.parts)


def _pasted(text: str, way: str) -> UsagePage:
    """A pasted text: a response or a log where it is one, else counted."""
    if not text.strip():
        return UsagePage(way=way, text=text, problem="Paste something first, or choose a file.")
    model = request.form.get("model", "").strip()
    try:
        body = with_model(text, model) if model else text
        page = _imported(BytesIO(body.encode()), "pasted", "log" if way == "text" else way, text)
        return replace(page, asks_model=body != text, model=model)
    except MissingModel:
        raise
    except BadInput:
        if way != "text":
            raise
    return replace(_counted(prompt_in(text.encode())), text=text)


def _counted(prompt: Prompt) -> UsagePage:
    countable(prompt.characters)
    asked = CountRequest(prompt, tuple(catalogue().opening_set.models))
    counts = count_all(asked, vocabularies(), Counters(), knows=_knows)
    view = counted_view(prompt, counts, _mean_answer(prompt), catalogue(), now(), _back(request.values))
    return UsagePage(way="text", counted=view)


def _back(values: Mapping[str, str]) -> Back | None:
    """The plan that the reader came from; None where none was sent along."""
    query, fills = query_of(values.get("plan", "")), values.get("fills", "")
    return Back(form_of(query, catalogue()), fills) if query and fills in FILLED else None


def _mean_answer(prompt: Prompt) -> int | None:
    """Mean tokens of the answers that a chat holds, on the first model; None without any."""
    if not prompt.answers:
        return None
    models = (catalogue().opening_set.models[0],)
    asked = [CountRequest(plain(text), models) for text in prompt.answers]
    counts = [count_all(one, vocabularies(), Counters(), knows=_knows)[0].tokens for one in asked]
    return round(sum(counts) / len(counts))


def _knows(name: str) -> bool:
    return isinstance(resolve(catalogue(), name, now()), Named)


def _imported(stream: BytesIO, name: str, way: str, text: str = "") -> UsagePage:
    return _shown([read_stream(stream)], name, way, text)


def _shown(logs: list[Log], name: str, way: str, text: str = "") -> UsagePage:
    kind = chosen_class(request, catalogue())
    report = report_of(one_log(logs, request), catalogue(), now=now(), task_class=kind)
    view = imported_view(report, catalogue(), catalogue().opening_set.models, now())
    one = report.log.format == RESPONSE
    typed = request.form.get("calls", "")
    page = UsagePage("response" if one else way, text, name, imported=view, one=one, task_class=kind or "")
    return replace(page, calls=typed, asks_calls=view.uncounted or bool(typed))


def _page(page: UsagePage, values: Mapping[str, str] | None = None) -> str:
    values = request.values if values is None else values
    kinds = list(catalogue().task_classes.values())
    sent = {name: values.get(name, "") if _back(values) else "" for name in ("plan", "fills")}
    most = limits().file_bytes // MEGABYTE
    return render_template("usage/page.html", page=page, ways=WAYS, kinds=kinds, sent=sent, most_mb=most)
