"""What was written down of a topic: its outcomes, decisions and actions."""

import uuid

from django.db import models
from django.db.models import Q

from polls.models.agendas import Topic
from polls.texts import check_readable


class Note(models.Model):
    """One outcome, decision or action of a topic; who wrote it stands in the log alone."""

    class Kind(models.TextChoices):
        OUTCOME = "outcome"
        DECISION = "decision"
        ACTION = "action"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=1000, validators=[check_readable])
    #: Of an action: who does it, and by when, in the chair's words.
    who = models.CharField(max_length=120, blank=True, validators=[check_readable])
    by_when = models.CharField(max_length=120, blank=True, validators=[check_readable])
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["outcome", "decision", "action"]), name="note_kind_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(kind="action") | Q(who="", by_when=""),
                name="note_of_action_is_somebodys",
            ),
        ]

    def __str__(self) -> str:
        return self.text
