"""Which base station calls. What costs least is looked at first, and the database last."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from live import runtime
from live.api.answers import NotSigned, TooLarge
from live.guessing import network_of
from live.keypads.signing import (
    ANSWER_HEADER,
    SCHEME,
    SEQUENCE_HEADER,
    same,
    sign_answer,
    sign_request,
)
from polls.stations import StationKey, UnknownStation

#: Bytes of a batch.
LARGEST_BATCH = 128 * 1024
#: Characters of a signature, and digits of a number at most.
SIGNATURE = 64
DIGITS = 16


class Caller:
    """A station that signed a request, and how the answer to it is signed."""

    def __init__(self, key: StationKey, signature: str, sequence: int, body: bytes) -> None:
        self.key = key
        self.sequence = sequence
        self.body = body
        self._signature = signature

    def sign(self, answer: HttpResponse) -> HttpResponse:
        """Sign an answer, whatever it is."""
        body = answer.content
        answer.headers[ANSWER_HEADER] = sign_answer(
            self.key.secret, self._signature, answer.status_code, body
        )
        return answer


async def find_caller(request: HttpRequest, station_id: UUID) -> Caller:
    """The station that signed a request.

    Raises ``NotSigned``, ``RefusedTooOften``, ``TooLarge`` or ``Unavailable``.
    """
    scheme, _, signature = request.headers.get("Authorization", "").partition(" ")
    told = request.headers.get(SEQUENCE_HEADER, "")
    well_formed = told.isascii() and told.isdigit() and len(told) <= DIGITS
    if scheme != SCHEME or len(signature) != SIGNATURE or not well_formed:
        raise _refusal(request, station_id, None, "not signed")
    body = _read(request)
    room = runtime.current()
    try:
        key = await room.gate.find(station_id, room.hub.desk)
    except UnknownStation:
        raise _refusal(request, station_id, None, "not known here") from None
    query = request.META.get("QUERY_STRING", "")
    target = f"{request.path}?{query}" if query else request.path
    right = sign_request(key.secret, request.method or "", target, int(told), body)
    if not same(signature, right):
        raise _refusal(request, station_id, key, "wrong signature", sequence=int(told))
    return Caller(key, signature, int(told), body)


def name_station(key: StationKey) -> dict[str, str]:
    """How the log names a station: as organisers do, and by the beginning of its token."""
    return {"station": key.name, "id": _short(key.id)}


def _refusal(
    request: HttpRequest, station_id: UUID, key: StationKey | None, reason: str, **facts: int
) -> NotSigned:
    """What a wrong call is answered, once it was counted; raises ``RefusedTooOften``."""
    gate = runtime.current().gate
    who = name_station(key) if key else {"id": _short(station_id)}
    about = (reason, key.id if key else None)
    gate.repeats.warn("station refused", about=about, **who, reason=reason, **facts)
    gate.refuse(network_of(request.META.get("REMOTE_ADDR")), key.id if key else None)
    return NotSigned()


def _short(station_id: UUID) -> str:
    """Enough to tell stations apart; whole ids are blotted out of the log."""
    return station_id.hex[:8]


def _read(request: HttpRequest) -> bytes:
    """The body, of which no more is read than a batch may have; raises ``TooLarge``."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    body = b"" if int(announced) > LARGEST_BATCH else request.read(LARGEST_BATCH + 1)
    if int(announced) > LARGEST_BATCH or len(body) > LARGEST_BATCH:
        raise TooLarge(f"A batch may have {LARGEST_BATCH // 1024} KiB at most.")
    return body
