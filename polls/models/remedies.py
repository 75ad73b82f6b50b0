"""What delegates put forward under a topic: ways to overcome it, and questions for the panel."""

import uuid

from django.db import models
from django.db.models import F, Q

from polls.models.agendas import Topic
from polls.texts import check_readable

#: Characters of an entry, of its answer and of the reason why it is not shown.
LONGEST_TEXT = 280
#: Characters of a name under an entry, and of a table's.
LONGEST_NAME = 60


class Remedy(models.Model):
    """One entry, and what a moderator made of it. Nothing here says whose it is.

    ``ticket`` is a random number that the browser it was typed in knows too; it is deleted when
    the session can no longer be resumed. There is no time beside it: only the order of coming.
    """

    class Kind(models.TextChoices):
        WAY = "way", "a way to overcome it"
        QUESTION = "question", "a question for the panel"

    class State(models.TextChoices):
        HELD = "held", "waits for a moderator"
        SHOWN = "shown", "shown"
        MERGED = "merged", "part of another entry"
        PARKED = "parked", "kept for later"
        REJECTED = "rejected", "not shown"
        #: A disclosure: its words are on no page and in no export.
        SET_ASIDE = "set_aside", "set aside"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="remedies")
    #: As they were put forward under their topic, from 1.
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=LONGEST_TEXT, validators=[check_readable])
    #: The name that was typed in for this entry, or "".
    signed = models.CharField(max_length=LONGEST_NAME, blank=True, validators=[check_readable])
    #: The table that a facilitator entered it for, or "".
    table = models.CharField(max_length=LONGEST_NAME, blank=True, validators=[check_readable])
    state = models.CharField(max_length=9, choices=State.choices, default=State.HELD)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="merged"
    )
    answer = models.CharField(max_length=LONGEST_TEXT, blank=True, validators=[check_readable])
    reason = models.CharField(max_length=LONGEST_TEXT, blank=True, validators=[check_readable])
    #: Rises with every decision: nobody decides over what they have not seen.
    version = models.PositiveIntegerField(default=1)
    ticket = models.UUIDField(null=True, unique=True)

    class Meta:
        ordering = ["topic", "number"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "number"], name="remedy_number_is_unique"),
            models.CheckConstraint(
                condition=Q(kind__in=["way", "question"])
                & Q(state__in=["held", "shown", "merged", "parked", "rejected", "set_aside"]),
                name="remedy_kind_and_state_are_known",
            ),
            models.CheckConstraint(
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
                name="remedy_merged_into_another",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="remedy_not_merged_into_itself",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.number})"
