"""Whether two hosts' ids name one model: by words, without region, vendor, revision, date and "latest"."""

from __future__ import annotations

import re

from planner.core.models.names.naming import Words, words

REGION = re.compile(r"^(?:global|regional|us|eu|apac)\.")
VENDOR = re.compile(r"^[a-z][a-z0-9-]*\.(?=[a-z])")
REVISION = re.compile(r"-v\d+(?::\d+)?$")
POINT = re.compile(r"(?<=\d)p(?=\d)")
LATEST = re.compile(r"[-_]latest$")


def model_words(model_id: str) -> Words:
    """The words of a model's name in a host's id; "glm-5p3" and "glm-5.3" are one, and "4.0" and "4"."""
    bare = model_id.casefold().rsplit("/", 1)[-1].removeprefix("databricks-")
    bare = VENDOR.sub("", REGION.sub("", bare))
    name_words = words(LATEST.sub("", POINT.sub(".", REVISION.sub("", bare))))
    return tuple(sorted(word.removesuffix(".0") for word in name_words))
