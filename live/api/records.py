"""The call for the record of a session."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from live import runtime
from live.api import described
from live.api.answers import NotFound
from live.api.persons import PERSON, PersonsToken
from polls.access import CHAIR_SESSION
from polls.deeds import quoted
from polls.deeds.downloading import note_download
from polls.errors import NotAllowed
from polls.models import Session, User
from polls.record.as_json import write_record
from polls.record.reading import Record, read_record

router = Router(tags=["People"], auth=PersonsToken())


@router.get(
    "/sessions/{session_id}/record",
    summary="What a session voted, discussed and decided",
    response=described.answers(200, None, *PERSON),
    openapi_extra=described.files("application/json"),
)
async def show_record(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """For organisers and chairs; `docs/record.schema.json` describes it.

    Each outcome, decision and action has the `id` and `mark` that commands name it by.
    """
    by: User = request.auth  # type: ignore[attr-defined]
    desk = runtime.current().desk
    record: Record = await desk.read(_record, session_id, by)
    what = f"the record of {quoted(record.session)} as JSON"
    await desk.write(note_download, record.session.conference, what)
    return HttpResponse(b"".join(write_record(record)), content_type="application/json")


def _record(session_id: UUID, by: User) -> Record:
    session = Session.objects.select_related("conference").filter(pk=session_id).first()
    if session is None:
        raise NotFound("There is no such session.")
    if not by.has_perm(CHAIR_SESSION, session):
        raise NotAllowed("You do not chair this session.")
    return read_record(session)
