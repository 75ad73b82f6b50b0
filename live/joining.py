"""Where delegates go: the address and code on the join strip, who gets in, and its QR code."""

import io
import zlib

import segno

from live.addresses import delegates_url
from live.protocol.encoding import encode
from live.venue import Venue


def join_message(venue: Venue, origin: str = "") -> dict[str, str]:
    """``join``: the address that delegates type, the code, where the QR code is drawn, the door.

    ``origin`` is that of the watcher's own request, for a server that knows no better.
    """
    base = delegates_url(origin)
    code = venue.now.code
    return {
        "type": "join",
        "url": base,
        "code": code,
        "svg": f"/stage/{code}/qr.svg?v={zlib.crc32(base.encode()):08x}",
        "door": venue.now.door,
    }


def encoded_join_message(venue: Venue, origin: str = "") -> str:
    """``join`` as the text of a frame."""
    return encode(join_message(venue, origin))


def draw_qr(code: str, origin: str = "") -> bytes:
    """The QR code that leads a phone straight to a conference, as SVG, dark on light."""
    drawing = io.BytesIO()
    picture = segno.make(f"{delegates_url(origin)}j/{code}/", error="m", micro=False)
    picture.save(drawing, kind="svg", border=2, dark="#000", light="#fff", omitsize=True)
    return drawing.getvalue()
