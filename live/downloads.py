"""Downloads of results, of the log, of records and of the bridge for keypads."""

from typing import cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.text import slugify
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from live.packing import NAME, digest_bridge, pack_bridge
from live.streaming import stream
from polls.access import conferences_managed_by, sessions_chaired_by
from polls.deeds import quoted
from polls.deeds.downloading import note_download
from polls.deeds.reading import log_of
from polls.exports import FORMATS
from polls.exports.log import export_log
from polls.models import User
from polls.record.as_json import write_record
from polls.record.reading import read_record


@login_required
@require_safe
def download_log(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """What was done in one of the person's own conferences, as CSV, the latest first."""
    conference = get_object_or_404(conferences_managed_by(request.user), pk=pk)
    note_download(conference, "the log")
    return stream(
        export_log(log_of(conference, by=cast(User, request.user))),
        content_type="text/csv; charset=utf-8",
        filename=f"log-{conference.code}.csv",
    )


@login_required
@require_safe
def download(request: HttpRequest, pk: UUID, ending: str) -> HttpResponseBase:
    """The results of one of the person's own conferences; ``ending`` names the form."""
    conference = get_object_or_404(conferences_managed_by(request.user), pk=pk)
    if ending not in FORMATS:
        raise Http404
    form = FORMATS[ending]
    note_download(conference, f"the results as {ending.upper()}")
    return stream(
        form.export(conference),
        content_type=form.content_type,
        filename=f"results-{conference.code}.{ending}",
    )


@login_required
@require_safe
def download_record(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The record of a session that this person chairs, as JSON."""
    sessions = sessions_chaired_by(request.user).select_related("conference")
    session = get_object_or_404(sessions, pk=pk)
    note_download(session.conference, f"the record of {quoted(session)} as JSON")
    name = slugify(session.title)[:40] or "session"
    return stream(
        write_record(read_record(session)),
        content_type="application/json",
        filename=f"record-{session.conference.code}-{name}.json",
    )


def _etag_of_bridge(request: HttpRequest) -> str:
    return f'"{digest_bridge()}"'


@require_safe
@cache_control(no_cache=True)
@etag(_etag_of_bridge)
def download_bridge(request: HttpRequest) -> HttpResponseBase:
    """The bridge as one file: for everybody, because the laptop is nobody's and it holds no secret.

    Its type names no zip file, which some browsers would unpack.
    """
    return HttpResponse(
        pack_bridge(),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{NAME}"'},
    )
