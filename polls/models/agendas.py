"""What the room discusses, in the order and for the time that it voted for."""

import uuid

from django.db import models
from django.db.models import F, Q

from polls.models.conferences import Session
from polls.models.rounds import Round
from polls.texts import check_readable


class Agenda(models.Model):
    """Topics made of the choices of one round; ``total``, ``step`` and ``minimum`` are minutes."""

    class State(models.TextChoices):
        DRAFT = "draft"
        PUBLISHED = "published"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="agendas")
    #: The vote that it was made from, which keeps the words of the choices.
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="agendas")
    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    total = models.PositiveSmallIntegerField()
    step = models.PositiveSmallIntegerField()
    minimum = models.PositiveSmallIntegerField()
    #: So many topics are taken on, by their votes.
    most = models.PositiveSmallIntegerField()
    #: All topics at the same time, each in a room of its own and for the whole time.
    parallel = models.BooleanField(default=False)
    #: Rises with every edit: nobody writes over what they have not seen.
    version = models.PositiveIntegerField(default=1)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["session", "round", "-published_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | Q(state="published", published_at__isnull=False),
                name="agenda_published_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(step__in=[1, 5])
                & Q(total__gte=1)
                & Q(total__lte=1440)
                & Q(minimum__gte=1)
                & Q(most__gte=1),
                name="agenda_times_are_possible",
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(state="draft"), name="one_draft_agenda_per_round"
            ),
        ]

    def __str__(self) -> str:
        return str(self.round.wording["prompt"])


class Topic(models.Model):
    """What became of one choice of the round: every choice keeps its row and its votes."""

    class Standing(models.TextChoices):
        ON = "on", "on the agenda"
        OFF = "off", "left out"
        #: It has as many votes as another at the cut, and the chair has not decided yet.
        TIED = "tied", "tied at the cut"
        MERGED = "merged", "part of another topic"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agenda = models.ForeignKey(Agenda, on_delete=models.CASCADE, related_name="topics")
    #: The choice's id in the wording of the round, and the votes that the room gave it.
    choice = models.CharField(max_length=36)
    votes = models.PositiveIntegerField()
    #: Its place by votes, which no chair changes, and its place on the agenda; from 0.
    rank = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=300, validators=[check_readable])
    standing = models.CharField(max_length=6, choices=Standing.choices)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.CASCADE, related_name="merged"
    )
    #: Null until it is known: not on the agenda, or a tie is not decided.
    minutes = models.PositiveSmallIntegerField(null=True)
    room = models.CharField(max_length=80, blank=True, validators=[check_readable])
    facilitator = models.CharField(max_length=80, blank=True, validators=[check_readable])
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    #: Seconds given on top of the minutes.
    extended = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["agenda", "choice"], name="topic_of_a_choice_once"),
            models.UniqueConstraint(fields=["agenda", "rank"], name="topic_rank_is_unique"),
            models.CheckConstraint(
                condition=Q(standing__in=["on", "off", "tied"], merged_into__isnull=True)
                | Q(standing="merged", merged_into__isnull=False),
                name="topic_merged_into_another",
            ),
            models.CheckConstraint(
                condition=~Q(merged_into=F("id")), name="topic_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(minutes__isnull=True) | Q(minutes__gte=1, standing="on"),
                name="topic_on_the_agenda_has_minutes",
            ),
            models.CheckConstraint(
                condition=Q(started_at__isnull=True, ended_at__isnull=True, extended=0)
                | Q(started_at__isnull=False, minutes__isnull=False),
                name="topic_with_minutes_is_started",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="topic_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title
