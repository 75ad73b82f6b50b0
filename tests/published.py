"""``/api/v1/openapi.json`` as a judge of what calls are answered."""

import re
from functools import cache
from typing import Any

import httpx
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from live.api import api

BASE = "/api/v1/"
ADDRESS = "openapi:"
#: The description itself, and the page that shows it.
PAGES = {f"{BASE}openapi.json", f"{BASE}docs"}


class NotDescribed(AssertionError):
    """A call was answered otherwise than the description says."""


@cache
def read_description() -> dict[str, Any]:
    """The description, with its statuses as text as in JSON."""
    described = dict(api.get_openapi_schema(path_prefix=BASE))
    for calls in described["paths"].values():
        for call in calls.values():
            call["responses"] = {str(status): told for status, told in call["responses"].items()}
    return described


@cache
def patterns() -> list[tuple[re.Pattern[str], str]]:
    """The addresses of calls, the plainest first, as patterns of real ones."""
    made = []
    for path in sorted(read_description()["paths"], key=lambda path: path.count("{")):
        escaped = re.escape(path).replace(r"\{", "{").replace(r"\}", "}")
        made.append((re.compile(re.sub(r"{\w+}", "[^/]+", escaped)), path))
    return made


@cache
def validator(path: str, method: str, status: str) -> Draft202012Validator:
    """The validator of one described answer in JSON."""
    registry = Registry().with_resource(ADDRESS, Resource(read_description(), DRAFT202012))
    steps = ("paths", path, method, "responses", status, "content", "application/json", "schema")
    pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
    return Draft202012Validator({"$ref": f"{ADDRESS}#/{pointer}"}, registry=registry)


def check_answer(method: str, path: str, answer: httpx.Response) -> None:
    """Raise ``NotDescribed`` unless the description has this answer to this call."""
    if not path.startswith("/api/") or path in PAGES:
        return
    told = f"{method} {path}: {answer.status_code} {answer.text[:300]}"
    found = next((template for pattern, template in patterns() if pattern.fullmatch(path)), None)
    call = read_description()["paths"].get(found, {}).get(method.lower())
    if call is None:
        if answer.status_code != (404 if found is None else 405):
            raise NotDescribed(f"{told}\nNo such call is described.")
        return
    described = call["responses"].get(str(answer.status_code))
    if described is None:
        raise NotDescribed(f"{told}\nOnly {', '.join(call['responses'])} are described.")
    sent = answer.headers.get("Content-Type", "")
    if sent not in described["content"]:
        raise NotDescribed(f"{told}\n“{sent}” is not described.")
    if sent != "application/json":
        return
    judge = validator(str(found), method.lower(), str(answer.status_code))
    if errors := [f"{e.json_path}: {e.message}" for e in judge.iter_errors(answer.json())]:
        raise NotDescribed(f"{told}\n" + "\n".join(errors))
