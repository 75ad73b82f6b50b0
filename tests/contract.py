"""``docs/asyncapi.yaml`` as a judge of messages."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft7Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

FILE = Path(__file__).resolve().parent.parent / "docs" / "asyncapi.yaml"
ADDRESS = "asyncapi:"


class OffContract(AssertionError):
    """A message is not as the document says; the text names each difference."""


@cache
def read_document() -> dict[str, Any]:
    """The document, parsed."""
    return yaml.safe_load(FILE.read_text())


def follow(reference: str) -> Any:
    """What a ``#/…`` reference within the document points at; raise ``KeyError``."""
    found: Any = read_document()
    for step in reference.removeprefix("#/").split("/"):
        found = found[step]
    return found


@cache
def validators(socket: str, action: str) -> dict[str, Draft7Validator]:
    """The validators of a socket's messages by ``type``; ``action`` is the server's."""
    registry = Registry().with_resource(ADDRESS, Resource(read_document(), DRAFT7))
    made = {}
    for operation in read_document()["operations"].values():
        if operation["action"] != action or operation["channel"]["$ref"] != f"#/channels/{socket}":
            continue
        for reference in operation["messages"]:
            message = follow(follow(reference["$ref"])["$ref"])
            schema = {"$ref": ADDRESS + message["payload"]["$ref"]}
            made[message_type(message)] = Draft7Validator(schema, registry=registry)
    return made


def message_type(message: dict[str, Any]) -> str:
    """The ``type`` that a message of the document carries."""
    schema = follow(message["payload"]["$ref"])
    while "properties" not in schema:
        schema = follow(schema["allOf"][0]["$ref"])
    return schema["properties"]["type"]["const"]


def check(socket: str, action: str, message: dict[str, Any]) -> None:
    """Raise ``OffContract`` unless the message is one that this socket may carry.

    ``action`` is ``send`` for what the server sends and ``receive`` for what it hears.
    """
    validator = validators(socket, action).get(message.get("type", ""))
    if validator is None:
        raise OffContract(f"{socket} does not {action} {message!r}")
    errors = [f"{e.json_path}: {e.message}" for e in validator.iter_errors(message)]
    if errors:
        raise OffContract(f"{message!r}\n" + "\n".join(errors))
