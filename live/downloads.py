"""Downloads of results on the organiser's pages."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from live.streaming import stream
from polls.access import conferences_managed_by
from polls.exports import FORMATS


@login_required
@require_safe
def download(request: HttpRequest, pk: UUID, ending: str) -> HttpResponseBase:
    """The results of one of the person's own conferences; ``ending`` names the form."""
    conference = get_object_or_404(conferences_managed_by(request.user), pk=pk)
    if ending not in FORMATS:
        raise Http404
    form = FORMATS[ending]
    return stream(
        form.export(conference),
        content_type=form.content_type,
        filename=f"results-{conference.code}.{ending}",
    )
