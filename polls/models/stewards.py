"""Ballots that helpers enter for people who have no device of their own."""

import uuid

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from polls.models.people import User
from polls.models.rounds import Round
from polls.texts import check_readable

#: Characters of the reason.
LONGEST_REASON = 200


class StewardEntry(models.Model):
    """Hands that were counted in the room, or one ballot, entered by somebody who is signed in.

    Its ballots are ordinary ones of delegates who are made for a session: ``places`` numbers
    them. What a single ballot says does not stand here, beside a reason that may name a person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="steward_entries")
    #: Counts of a show of hands by choice id; null for a single ballot.
    hands = models.JSONField(null=True)
    ballots = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    #: The numbers of its delegates in the session.
    places = models.JSONField()
    reason = models.CharField(max_length=LONGEST_REASON, validators=[check_readable])
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    #: The name of who entered it, as it was shown then.
    who = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(ballots__gte=1), name="steward_entry_has_a_ballot"),
            models.CheckConstraint(
                condition=Q(hands__isnull=False) | Q(ballots=1),
                name="steward_entry_is_hands_or_one_ballot",
            ),
        ]

    def __str__(self) -> str:
        return f"an entry in {self.round_id}"
