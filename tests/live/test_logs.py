"""The server's log is one line of JSON an event, whoever writes it."""

import json
import subprocess
import sys

from tests.servers.product import ROOT

SPEAK = """
import logging
import django
django.setup()
import structlog
logging.getLogger("of.django").warning("three of %s", "four")
structlog.get_logger("of.ours").warning("group not written", jobs=4)
structlog.get_logger("of.ours").debug("too quiet to be heard")
try:
    raise ValueError("out of range")
except ValueError:
    structlog.get_logger("of.ours").exception("group failed", jobs=4)
    logging.getLogger("of.django").exception("request failed")
"""

FORGET = """
import asyncio
import django
django.setup()
from django.core.exceptions import RequestAborted

async def fail(error):
    raise error

async def forget(error):
    forgotten = asyncio.ensure_future(fail(error))
    await asyncio.sleep(0)

asyncio.run(forget(RequestAborted()))
asyncio.run(forget(ValueError()))
"""


def test_every_event_is_one_line_of_json_with_its_logger_and_level():
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "WARNING"}
    done = subprocess.run(
        [sys.executable, "-c", SPEAK], cwd=ROOT, env=environment, capture_output=True, check=True
    )

    lines = [json.loads(line) for line in done.stderr.splitlines()]
    told = [(line["logger"], line["level"], line["event"], line.get("jobs")) for line in lines]
    assert told == [
        ("of.django", "warning", "three of four", None),
        ("of.ours", "warning", "group not written", 4),
        ("of.ours", "error", "group failed", 4),
        ("of.django", "error", "request failed", None),
    ]
    assert all("timestamp" in line for line in lines)
    assert all("builtins.ValueError" in line["exception"] for line in lines[2:])
    assert all("<string>:10 in <module>" in line["exception"] for line in lines[2:])
    assert b"out of range" not in done.stderr
    assert done.stdout == b""


def test_only_a_client_that_hung_up_may_be_forgotten():
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "WARNING"}
    done = subprocess.run(
        [sys.executable, "-c", FORGET], cwd=ROOT, env=environment, capture_output=True, check=True
    )

    (line,) = map(json.loads, done.stderr.splitlines())
    assert line["event"] == "Task exception was never retrieved"
    assert "builtins.ValueError" in line["exception"]
