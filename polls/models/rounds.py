"""What the room voted: rounds, ballots under pseudonyms, counters."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from polls.models.conferences import Conference, Question, Session, Tallies

#: The protocol's highest number of a ballot's version.
HIGHEST_REV = 2**31 - 1

#: The rounds that count: the others stay out of results, exports and the list of rounds.
#: Upvotes of remedies stand in the record of their agenda.
COUNTS_IN_RESULTS = Q(practice=False, rehearsal=False, topic=None)


class Channel(models.TextChoices):
    """By what a ballot was cast; told as numbers of ballots alone."""

    PHONE = "phone", "by phone"
    KEYPAD = "keypad", "by keypad"
    FORM = "form", "by plain form"
    HANDS = "hands", "by hands counted in the room"
    STEWARD = "steward", "entered by a helper"


class Round(models.Model):
    """One vote on a question, with the wording and order that it was voted on."""

    class Phase(models.TextChoices):
        OPEN = "open"
        CLOSED = "closed"
        REVEALED = "revealed"
        VOID = "void"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    #: Set to null if the question is deleted: the result stays.
    question = models.ForeignKey(
        Question, null=True, on_delete=models.SET_NULL, related_name="rounds"
    )
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="rounds")
    #: Upvotes of the remedies of a topic: open beside the round that is on screen.
    topic = models.OneToOneField(
        "Topic", null=True, on_delete=models.CASCADE, related_name="upvoting", editable=False
    )
    number = models.PositiveIntegerField()
    phase = models.CharField(max_length=8, choices=Phase.choices, default=Phase.OPEN)
    #: The room sees tallies while the round is open.
    live = models.BooleanField()
    tallies = models.CharField(max_length=8, choices=Tallies.choices, default=Tallies.EACH)
    #: Unless tallies move with every vote: the counters of the last moment that may be seen.
    shown = models.JSONField(null=True, blank=True, editable=False)
    practice = models.BooleanField()
    #: Opened in a rehearsal, and cleared away with it; never changed afterwards.
    rehearsal = models.BooleanField(default=False, editable=False)
    #: The question was made by the chair while the session ran.
    from_chair = models.BooleanField(default=False)
    #: Only delegates with personal codes could vote: a ballot is a person, not a browser.
    personal = models.BooleanField(default=False)
    #: ``Wording`` as JSON: kind, prompt, help, bounds and choices as they were voted on.
    wording = models.JSONField()
    #: Rises when choices are added or merged, so that no process counts by what was before.
    edition = models.PositiveIntegerField(default=1, editable=False)
    #: ``Correction`` as JSON: words that were corrected while the vote was open, in order.
    corrections = models.JSONField(default=list, blank=True)
    #: Makes the pseudonyms; wrapped by ``polls.keys``, and gone once the round is sealed.
    key = models.BinaryField(max_length=60, null=True, editable=False)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    #: Delegates in the session when the round closed; null while it is open.
    joined = models.PositiveIntegerField(null=True, blank=True)
    #: From then on no ballot can be traced to a delegate, nor changed.
    sealed_at = models.DateTimeField(null=True, blank=True)
    #: The space that the live ballots lay in has been written over.
    swept_at = models.DateTimeField(null=True, blank=True)
    #: Delegates whose vote came after the close, counted when the round was sealed.
    late = models.PositiveIntegerField(default=0)
    #: The key was lost before sealing: the votes are those of the backup.
    as_of_backup = models.BooleanField(default=False)

    class Meta:
        ordering = ["session", "opened_at"]
        indexes = [
            models.Index(
                fields=["closed_at"], condition=Q(sealed_at__isnull=True), name="round_unsealed"
            ),
            models.Index(
                fields=["sealed_at"],
                condition=Q(sealed_at__isnull=False, swept_at__isnull=True),
                name="round_unswept",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(key__isnull=False, sealed_at__isnull=True)
                | Q(key__isnull=True, sealed_at__isnull=False),
                name="round_has_its_key_until_sealed",
            ),
            models.CheckConstraint(
                condition=Q(sealed_at__isnull=True) | ~Q(phase="open"),
                name="open_round_is_not_sealed",
            ),
            models.UniqueConstraint(fields=["question", "number"], name="round_number_is_unique"),
            models.UniqueConstraint(
                fields=["session"],
                condition=Q(phase="open", topic=None),
                name="one_open_round_per_session",
            ),
            models.CheckConstraint(
                condition=Q(phase__in=["open", "closed", "revealed", "void"]),
                name="round_phase_is_known",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opened_at")),
                name="round_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=Q(tallies__in=Tallies.values), name="round_tallies_are_known"
            ),
            models.CheckConstraint(
                condition=~Q(tallies="closed", live=True), name="round_kept_until_close_is_not_live"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wording['prompt']} ({self.number})"


class Ballot(models.Model):
    """What one delegate chose in one round, under that round's pseudonym of the delegate.

    No delegate, time, address or serial number stands beside it. A withdrawn
    ballot keeps its row, with an empty answer, because its ``rev`` must be beaten.
    """

    pk = models.CompositePrimaryKey("round", "voter")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="ballots")
    #: HMAC-SHA256 of the delegate's id under the round's key, cut to 128 bits.
    voter = models.UUIDField()
    rev = models.PositiveIntegerField()
    #: JSON of the answer in the form that the kind of question gives it.
    answer = models.TextField()
    #: By what its latest version was cast: a byte in hexadecimal, under a mask that needs the
    #: round's key; "" for ballots of before.
    channel = models.CharField(max_length=2, blank=True, default="", editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rev__gte=1) & Q(rev__lte=HIGHEST_REV), name="ballot_rev_in_range"
            ),
        ]

    def __str__(self) -> str:
        return f"a ballot in {self.round_id}"


class SealedBallot(models.Model):
    """An answer given in a sealed round, under a random id: nothing tells whose it was."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="sealed_ballots")
    #: JSON, as in ``Ballot``.
    answer = models.TextField()

    def __str__(self) -> str:
        return f"a sealed ballot in {self.round_id}"


class Counter(models.Model):
    """A running total of one round; ``key`` is the kind's, or ``ballots`` for people."""

    pk = models.CompositePrimaryKey("round", "key")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="counters")
    key = models.CharField(max_length=64)
    total = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(total__gte=0), name="counter_is_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.total}"


class LateVoter(models.Model):
    """A delegate whose vote reached a closed round, under the round's pseudonym."""

    pk = models.CompositePrimaryKey("round", "voter")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="late_voters")
    voter = models.UUIDField()

    def __str__(self) -> str:
        return f"late in {self.round_id}"


class Remains(models.Model):
    """Rounds were deleted, and the space that their votes lay in is not yet written over."""

    deleted_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"remains of {self.deleted_at}"


class Delegate(models.Model):
    """Somebody who connected or voted; known by a random id alone."""

    id = models.UUIDField(primary_key=True, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="delegates")
    #: The session that a simulated delegate rehearses; null for everybody else.
    rehearses = models.ForeignKey(
        Session, null=True, on_delete=models.CASCADE, related_name="simulated_delegates"
    )

    def __str__(self) -> str:
        return f"a delegate of {self.conference_id}"


class Attendance(models.Model):
    """A delegate joined a session; ``seen_at`` is a lease that presence is read from."""

    pk = models.CompositePrimaryKey("session", "delegate")
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="attendances")
    seen_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["session", "seen_at"], name="attendance_presence")]

    def __str__(self) -> str:
        return f"attendance at {self.session_id}"
