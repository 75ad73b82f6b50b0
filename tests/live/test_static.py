"""Static files under ASGI: in one piece, by WhiteNoise's rules."""

import warnings

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.http import Http404, HttpRequest
from django.templatetags.static import static
from django.test import RequestFactory

from live.static import StaticFilesMiddleware


def nothing_there(request: HttpRequest):
    """What stands behind the middleware."""
    raise Http404


@pytest.fixture(scope="module")
def files() -> StaticFilesMiddleware:
    return StaticFilesMiddleware(nothing_there)


def ask(files, path=None, method="get", **headers):
    request = getattr(RequestFactory(), method)(path or static("css/base.css"), headers=headers)
    return files(request)


async def test_file_leaves_nothing_that_django_would_have_to_gather(files):
    sent = []

    async def send(event):
        sent.append(event)

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        await ASGIHandler().send_response(ask(files), send)

    assert [event["type"] for event in sent][:2] == ["http.response.start", "http.response.body"]
    assert b"--ink" in sent[1]["body"]


def test_file_comes_with_its_type_its_length_and_leave_to_keep_it(files):
    answer = ask(files)

    assert answer.status_code == 200
    assert answer["content-type"] == 'text/css; charset="utf-8"'
    assert answer["content-length"] == str(len(answer.content))
    assert "immutable" in answer["cache-control"]


def test_compressed_files_parts_and_unchanged_ones_are_answered_by_the_rules(files):
    whole = ask(files)
    packed = ask(files, **{"Accept-Encoding": "gzip"})
    part = ask(files, Range="bytes=2-5")
    beyond = ask(files, Range="bytes=9999999-")
    head = ask(files, method="head")
    same = ask(files, **{"If-None-Match": whole["etag"]})

    assert (packed["content-encoding"], packed.content[:2]) == ("gzip", b"\x1f\x8b")
    assert (part.status_code, part.content) == (206, whole.content[2:6])
    assert (beyond.status_code, beyond.content) == (416, b"")
    assert (head.status_code, head.content) == (200, b"")
    assert head["content-length"] == whole["content-length"]
    assert (same.status_code, same.content) == (304, b"")


def test_what_is_no_file_goes_on_to_the_pages(files):
    with pytest.raises(Http404):
        ask(files, "/static/css/none.css")
