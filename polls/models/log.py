"""What chairs and organisers did."""

from django.db import models

from polls.models.conferences import Session
from polls.models.people import User


class CommandRecord(models.Model):
    """A command that was carried out, kept so that a repeated ``ref`` is not."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="commands")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="commands")
    ref = models.CharField(max_length=64, null=True)  # noqa: DJ001 -- null is "none given": "" would clash
    do = models.CharField(max_length=16)
    seq = models.BigIntegerField()
    phase = models.CharField(max_length=8)
    round_id = models.UUIDField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "by", "ref"], name="command_ref_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.do} by {self.by}"
