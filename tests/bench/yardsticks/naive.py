"""The consumer that most tutorials write, in the words of the product's protocol.

One ORM write, one ``GROUP BY`` and one ``group_send`` of the whole tally for every vote.
It is spared what the product must do: no validation, no revisions compared, no token
checked, no attendance, no rate limit; and only projectors are in its group, so that a vote
is pushed to one socket and not to every phone.
"""

import json
import uuid
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from django.db.models import Count

from polls.models import Ballot, Round


def state_of(round: Round) -> dict[str, Any]:
    """Enough of a ``state`` for the load client to vote."""
    return {
        "type": "state",
        "seq": 1,
        "session": {"id": str(round.session_id), "title": "Naive"},
        "phase": "open",
        "round": {"id": str(round.pk), "number": 1, "closes_at": None},
        "question": round.wording,
        "results": None,
    }


class NaiveDelegate(AsyncJsonWebsocketConsumer):
    """A delegate's socket."""

    async def connect(self) -> None:
        """Greet with the state."""
        self.voter = uuid.uuid4()
        await self.accept()
        round = await database_sync_to_async(Round.objects.get)()
        await self.send_json(state_of(round))
        await self.send_json({"type": "mine", "round": str(round.pk), "rev": 0, "answer": None})

    async def receive_json(self, content: dict[str, Any], **kwargs: Any) -> None:
        """Store, acknowledge, count and announce one vote."""
        await self.store(content["round"], content["rev"], json.dumps(content["answer"]))
        await self.send_json({**content, "type": "ack"})
        counts = await self.count(content["round"])
        await self.channel_layer.group_send("stage", {"type": "tally", "counts": counts})

    @database_sync_to_async
    def store(self, round_id: str, rev: int, answer: str) -> None:
        """Write this delegate's ballot."""
        Ballot.objects.update_or_create(
            round_id=round_id, voter=self.voter, defaults={"rev": rev, "answer": answer}
        )

    @database_sync_to_async
    def count(self, round_id: str) -> list[dict[str, Any]]:
        """Count the ballots of each answer."""
        ballots = Ballot.objects.filter(round_id=round_id)
        rows = ballots.values_list("answer").annotate(count=Count("voter")).order_by("answer")
        return [{"choice": json.loads(answer)[0], "count": count} for answer, count in rows]


class NaiveStage(AsyncJsonWebsocketConsumer):
    """A projector's socket."""

    groups = ["stage"]

    async def connect(self) -> None:
        """Greet with the state."""
        await self.accept()
        await self.send_json(state_of(await database_sync_to_async(Round.objects.get)()))

    async def receive_json(self, content: dict[str, Any], **kwargs: Any) -> None:
        """Ignore what the projector says that it has seen."""

    async def tally(self, event: dict[str, Any]) -> None:
        """Pass a tally on."""
        counts = event["counts"]
        ballots = sum(row["count"] for row in counts)
        await self.send_json(
            {"type": "tally", "tally_seq": ballots, "ballots": ballots, "counts": counts}
        )
