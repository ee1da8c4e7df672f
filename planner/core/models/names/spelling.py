"""How an id is written: the model in it, without what hosts and clouds put around it."""

from __future__ import annotations

import re
from functools import lru_cache

from planner.core.models.names.naming import Words, words
from planner.core.workload import EFFORTS

AWS_VENDORS = (
    "anthropic|amazon|meta|mistral|cohere|deepseek|openai|qwen|ai21|stability|writer|nvidia|google|minimax|moonshotai|"
    "moonshot|zai|twelvelabs|luma"
)
AWS_REGIONS = "us-gov|us|eu|apac|jp|au|ca|in|sa|me|af|global|regional"
AWS_ID = re.compile(rf"(?:(?P<region>{AWS_REGIONS})\.)?(?P<vendor>{AWS_VENDORS})\.(?=[a-z])")
"""How AWS begins an id: "us.anthropic.", "amazon."."""
AWS_VERSION = re.compile(r"(?:-v1|-v\d+:\d+|(?:(?<=\d)|(?<=\d[a-z]))-v\d+)(?::\d+k)?$|(?<=\d)-1:0$|:0$")
"""The version of a row, which AWS ends its ids with. A v3 behind a word is the model's own, as in DeepSeek-V3."""
AWS_PLACE = re.compile(r"[a-z]{2}(?:-gov)?-[a-z]+-\d")
"""A place of a cloud as a part of a path: us-east-1."""

ANY_EFFORT = "|".join(EFFORTS)
EFFORT_END = re.compile(
    rf"^(?P<model>.+?)[-_:. ](?:"
    rf"(?P<off>non-?reasoning|non-?thinking|no-?reasoning|no-?thinking|nothink|(?:thinking|reasoning)-(?:none|off)|none)"
    rf"|(?:thinking|reasoning|think)(?:-\d+k)?(?:-(?P<after>{ANY_EFFORT}))?"
    rf"|(?P<plain>{ANY_EFFORT})(?:-(?:reasoning|thinking|effort))?(?:-\d+k)?"
    r")$"
)
"""An effort at the end of a name; "on" where it only says that the model thinks."""
EFFORT_TAILS = (*EFFORTS, "thinking", "reasoning", "think", "none", "off", "effort", "k")
"""The last characters of a name that ends in an effort; a quick test before the pattern."""
DATE_END = re.compile(r"^(.+?)[-_@:. ](?:20\d\d[-_.]?[01]\d[-_.]?[0-3]\d|20\d\d-[01]\d)$")
VERSION_END = re.compile(
    r"^(.+?)[-@:](?:v1|v\d{1,2}:\d+|(?:(?<=\d.)|(?<=\d[a-z].))v\d{1,2}|00\d|default|latest|maas|stable)$"
)
WINDOW_END = re.compile(r"^(.+?)(?:\[[^\]]*\]|[-_]1m|:\d+k)$")
ROUTES = ("nitro", "floor", "exacto", "beta", "online", "default", "latest")
VERSION_TAILS = ("default", "latest", "maas", "stable")
ROUTE_END = re.compile(rf"^(.+?):({'|'.join(ROUTES)})$")
"""Ways through a router that change neither the model nor its list price."""
OWN_ROUTES = re.compile(r":(?:free|batch|extended)$|[-_]batch$")
"""Endings of rows with prices of their own."""

POINT_P = re.compile(r"(?<=\d)p(?=\d)")
NOT_IN_SLUG = re.compile(r"[^a-z0-9.:@/~]+")
IS_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9:@/~]|\.(?!-)|-(?!-))*(?<!-)")
FIRST_WORD = re.compile(r"[a-z]+")


@lru_cache(maxsize=16_384)
def slug(name: str) -> str:
    """A name as an id is written: "Command R+ (08-2024)" is command-r-plus-08-2024."""
    text = name.casefold()
    if IS_SLUG.fullmatch(text):
        return text
    text = text.replace("+", " plus ")
    return NOT_IN_SLUG.sub("-", text).strip("-").replace(".-", "-")


def first_word(text: str) -> str:
    """The letters that an id begins with: "gpt" of gpt-5.4, "o" of o3."""
    match = FIRST_WORD.match(text)
    return match.group() if match else ""


@lru_cache(maxsize=16_384)
def bare_id(model_id: str) -> str:
    """The model in a host's id: no vendor, place, version or route, in lower case."""
    text = model_id.casefold().rpartition("/")[2]
    aws = AWS_ID.match(text)
    if aws:
        text = text[aws.end() :]
    if aws or AWS_VERSION.search(text):
        shorter = AWS_VERSION.sub("", text)
        # The version is all that tells claude-v1 from other models of its family.
        text = text if shorter.isalpha() else shorter
    return OWN_ROUTES.sub("", text.removeprefix("databricks-").removeprefix("system.ai."))


@lru_cache(maxsize=16_384)
def model_words(name: str) -> Words:
    """The words of a name, "k2p5" and "k2.5" alike."""
    return words(POINT_P.sub(".", name.casefold()))
