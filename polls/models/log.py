"""What chairs and organisers did."""

from django.db import models
from django.utils import timezone

from polls.models.conferences import Session
from polls.models.people import User


class CommandRecord(models.Model):
    """A command that was carried out, kept so that a repeated ``ref`` is not.

    It goes with its session; what lasts is its ``Deed``. What was done on a page stands here too,
    without name (``do``) and ``ref``, so that consoles tell who did what last.
    """

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="commands")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="commands")
    ref = models.CharField(max_length=64, null=True)  # noqa: DJ001 -- null is "none given": "" would clash
    do = models.CharField(max_length=16)
    seq = models.BigIntegerField()
    phase = models.CharField(max_length=8)
    round_id = models.UUIDField(null=True)
    #: What was done in words, and the name of who did it; nobody for the clock.
    words = models.TextField(default="")
    who = models.CharField(max_length=150, default="")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["session", "by", "ref"], name="command_ref_is_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.do} by {self.by}"


class Deed(models.Model):
    """One line of the log: what a chair, organiser or operator did, never what anybody voted.

    Append-only: triggers of the database refuse to change, replace or delete a line. Nothing
    here is a foreign key, because names must outlive what they name.
    """

    class Kind(models.TextChoices):
        STEERING = "steering", "Steering"
        PROGRAMME = "programme", "Programme"
        CONFERENCE = "conference", "Conference"
        PEOPLE = "people", "Chairs and organisers"
        SIGNING_IN = "signing_in", "Signing in"
        TOKENS = "tokens", "Tokens of programs"
        DOWNLOADS = "downloads", "Downloads"

    class Through(models.TextChoices):
        PAGE = "page", "page"
        ADMIN = "admin", "operators’ page"
        API = "api", "program"
        SOCKET = "socket", "console"
        COMMAND = "command", "command line"
        CLOCK = "clock", "clock"

    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    through = models.CharField(max_length=8, choices=Through.choices)
    #: Who did it, and their name then; nobody for the clock and the command line.
    person_id = models.BigIntegerField(null=True)
    person = models.CharField(max_length=150, blank=True)
    #: Where it was done; nowhere for what concerns an account.
    conference_id = models.UUIDField(null=True)
    conference = models.CharField(max_length=200, blank=True)
    #: The account that it concerns, if any.
    about_id = models.BigIntegerField(null=True)
    words = models.TextField()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["conference_id", "-id"], name="deed_of_conference"),
            models.Index(fields=["about_id", "-id"], name="deed_about"),
        ]

    def __str__(self) -> str:
        return self.words
