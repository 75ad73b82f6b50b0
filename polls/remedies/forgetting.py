"""Forgetting: what leads from a browser to the entries that were typed in it."""

from datetime import datetime

from polls.models import Remedy, Session


def forget_tickets(*, ended_before: datetime) -> None:
    """Delete the tickets of sessions that cannot be resumed: no phone finds its entries again."""
    over = Session.objects.filter(state=Session.State.ENDED, ended_at__lte=ended_before)
    kept = Remedy.objects.filter(ticket__isnull=False, topic__agenda__session__in=over)
    if kept.exists():
        kept.update(ticket=None)
