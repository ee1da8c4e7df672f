"""A file to count: text and Markdown, JSON of a chat, of tools or of an agent, a column of CSV, the text of a PDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from planner.core.prompts.prompt import Prompt, plain, prompt_of
from planner.core.workload import BadInput, Problem
from planner.sources.prompts.pdf import read_pdf

LONGEST_BYTES = 50_000_000
MOST_HEAD_BYTES = 20_000


def prompt_in(content: bytes, *, name: str = "", column: str = "") -> Prompt:
    """What the file holds, recognised by its content. Raises BadInput with a sentence for what cannot be counted."""
    if len(content) > LONGEST_BYTES:
        raise _no("is larger than 50 MB, too large to count")
    if content.startswith(b"%PDF-"):
        return read_pdf(content)
    text = decoded(content)
    if column:
        return plain(_column(text, column))
    data = _json(text)
    if data is None:
        return plain(text)
    try:
        return prompt_of(data)
    except ValueError:
        return plain(text)


def decoded(content: bytes) -> str:
    """The text of a file by its byte order mark, else UTF-8. Raises BadInput for bytes that are no text."""
    marks = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
    encoding = next((encoding for mark, encoding in marks if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        raise _no("is not text in UTF-8 or UTF-16, and no PDF") from None
    if "\0" in text:
        raise _no("holds binary data, not text")
    return text


def _json(text: str) -> Mapping[str, Any] | None:
    """The chat or tools in JSON text; None where it is text like any other."""
    start = text.lstrip()[:1]
    if start not in ("{", "["):
        return None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(data, Mapping):
        inner = data.get("result")  # an MCP server's answer to tools/list
        return inner if isinstance(inner, Mapping) and "tools" in inner else data
    if isinstance(data, list) and data and all(isinstance(item, Mapping) for item in data):
        if all("role" in item for item in data):
            return {"messages": data}
        return {"tools": data} if all(map(_is_tool, data)) else None
    return None


def _is_tool(item: Mapping[str, Any]) -> bool:
    """Whether an object is a tool of any vendor, and no row of other data."""
    if not item.keys().isdisjoint(("input_schema", "inputSchema", "functionDeclarations")):
        return True
    return isinstance(item.get("function"), Mapping) or ("name" in item and not {"parameters", "type"}.isdisjoint(item))


def csv_columns(content: bytes) -> tuple[str, ...]:
    """The columns of a table, to count one of them; none where its first lines are not alike."""
    lines = content[:MOST_HEAD_BYTES].decode("utf-8-sig", errors="ignore").splitlines()[:3]
    try:
        rows = list(csv.reader(lines, strict=True))
    except csv.Error:
        return ()
    names = tuple(dict.fromkeys(rows[0])) if rows else ()
    alike = len(rows) > 1 and all(len(row) == len(rows[0]) for row in rows[1:])
    return names if alike and len(names) > 1 and all(names) else ()


def _column(text: str, column: str) -> str:
    """The texts of one column, one below the other."""
    csv.field_size_limit(LONGEST_BYTES)
    rows = csv.DictReader(io.StringIO(text))
    names = rows.fieldnames or []
    if column not in names:
        raise _no(f"has no column {column[:80]}; it has {', '.join(names[:20])}")
    return "\n".join(row[column] or "" for row in rows)


def _no(message: str) -> BadInput:
    return BadInput([Problem("file", message)])
