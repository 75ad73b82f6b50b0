"""What follows at once when a conference's door, codes or rehearsals change."""

from collections.abc import Iterable

from live.joining import encoded_join_message
from live.listeners import Phone, Watcher
from live.outbox import post_close, post_text
from live.protocol import closing, consoles
from live.protocol.encoding import encode
from live.venue import Venue
from polls.conferences import ConferenceNow


def keep_door(venue: Venue, before: ConferenceNow, sockets: Iterable[Phone | Watcher]) -> None:
    """Tell projectors and chairs what changed, and part with those whose token is dead."""
    now = venue.now
    moved = now.code != before.code
    swung = (now.door, now.expected) != (before.door, before.expected)
    led_elsewhere = moved or now.door != before.door
    cleared = now.rehearsing != before.rehearsing
    if not moved and not swung and not cleared and now.replaced == before.replaced:
        return
    for who in sockets:
        if who.room is None or who.room.conference_id != now.id:
            continue
        if isinstance(who, Phone):
            if not now.admits(who.delegate_id, who.generation, who.rehearses):
                post_close(who.send, closing.NO_TOKEN)
            continue
        if led_elsewhere:
            post_text(who.send, encoded_join_message(venue, who.origin))
        if swung and who.chair:
            post_text(who.send, encoded_door(venue))


def encoded_door(venue: Venue) -> str:
    """``door`` as the text of a frame."""
    return encode(consoles.door(venue.now))
