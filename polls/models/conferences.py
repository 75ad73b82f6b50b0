"""What organisers prepare: conferences, their sessions, questions and choices."""

import uuid
import zoneinfo

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from polls.codes import CODE_LENGTH, make_code, spaced
from polls.models.people import User
from polls.texts import check_readable


def check_time_zone(name: str) -> None:
    """Accept only names of the time zone database, such as ``Europe/London``."""
    if name not in zoneinfo.available_timezones():
        raise ValidationError(f"“{name}” is not a time zone such as Europe/London.")


class Tallies(models.TextChoices):
    """How the counts of an open vote move for whoever may see them."""

    EACH = "each", "with every vote"
    STEPS = "steps", "in steps"
    CLOSED = "closed", "not before the close"


class Conference(models.Model):
    """An event that delegates join once, with one code."""

    class Door(models.TextChoices):
        #: Whoever has the join code.
        OPEN = "open"
        #: Nobody new.
        SHUT = "shut"
        #: Whoever has a personal code, and nobody else.
        PERSONAL = "personal"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, validators=[check_readable])
    code = models.CharField("join code", max_length=CODE_LENGTH, unique=True, default=make_code)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    time_zone = models.CharField(
        max_length=64, default="Europe/London", validators=[check_time_zone]
    )
    languages = models.CharField(
        max_length=80,
        default="en",
        help_text="Codes of the languages that delegates may choose, the default first: en, cy",
    )
    live = models.BooleanField(
        "show tallies while a round is open",
        default=True,
        help_text="Each question may differ.",
    )
    #: A count that moves by one tells what was just tapped.
    sensitive = models.BooleanField(
        "tallies move in steps", default=False, help_text="Each question may differ."
    )
    stage_is_public = models.BooleanField(
        "anybody with the code may open the projector view", default=True
    )
    #: People who are expected to take part; null where nobody said.
    expected = models.PositiveIntegerField(
        "people expected", null=True, blank=True, validators=[MinValueValidator(1)]
    )
    #: Who gets a token; personal codes admit whatever it is.
    door = models.CharField(max_length=8, choices=Door.choices, default=Door.OPEN, editable=False)
    organisers = models.ManyToManyField(User, related_name="conferences", blank=True)
    #: Since when everybody is asked to press any key of their keypad; null while nobody is.
    roll_call_at = models.DateTimeField(null=True, blank=True, editable=False)
    seq = models.BigIntegerField(default=0, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    #: When its delegates and their tokens were forgotten; it cannot be resumed since.
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-starts_on", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="conference_ends_after_it_starts",
                violation_error_message="A conference cannot end before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(door__in=["open", "shut", "personal"]), name="conference_door_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shown_code(self) -> str:
        """The join code as people read it: ``ABC 379``."""
        return spaced(self.code)


#: A message to the room has so many characters at most.
LONGEST_MESSAGE = 280


class Screen(models.TextChoices):
    """What can cover the picture on the projector."""

    JOIN = "join"
    MESSAGE = "message"
    BREAK = "break"


#: What people read for the state of a session, wherever it stands.
STATE_NAMES = {"draft": "Not started", "live": "Live", "ended": "Ended"}


class Session(models.Model):
    """A part of a conference in one room, under one chair, with its own projector."""

    class State(models.TextChoices):
        DRAFT = "draft"
        LIVE = "live"
        ENDED = "ended"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="sessions")
    title = models.CharField(max_length=200, validators=[check_readable])
    position = models.PositiveIntegerField(default=0)
    room = models.CharField(max_length=80, blank=True, validators=[check_readable])
    chairs = models.ManyToManyField(User, related_name="chaired_sessions", blank=True)
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.DRAFT, editable=False
    )
    #: Rises with every change that the room may see, and never falls.
    seq = models.BigIntegerField(default=0, editable=False)
    #: Rises with every committed group of votes, and never falls.
    tally_seq = models.BigIntegerField(default=0, editable=False)
    #: Delegates who connected to or voted in this session, by any channel.
    joined = models.PositiveIntegerField(default=0, editable=False)
    #: What the room sees: a question, and the round on it if one was opened.
    question = models.ForeignKey(
        "Question",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    round = models.ForeignKey(
        "Round",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: The agenda that the room sees in the place of question and result.
    agenda = models.ForeignKey(
        "Agenda",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: The topic whose remedies the projector shows, while its agenda is on screen; how many of
    #: them, and whether with their upvotes while these are still given.
    remedies_topic = models.ForeignKey(
        "Topic",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    remedies_top = models.PositiveSmallIntegerField(default=8, editable=False)
    remedies_live = models.BooleanField(default=False, editable=False)
    #: What delegates put forward waits for a moderator.
    remedies_held = models.BooleanField(default=True, editable=False)
    #: Rises with every change of the lists of remedies that everybody may see.
    remedies_listed = models.BigIntegerField(default=0, editable=False)
    #: Rises with every change that a moderator may see.
    remedies_entered = models.BigIntegerField(default=0, editable=False)
    blank = models.BooleanField("projector is black", default=False, editable=False)
    #: What covers the picture, how to join, a message or a break; "" while nothing does.
    screen = models.CharField(
        max_length=7, choices=Screen.choices, blank=True, default="", editable=False
    )
    screen_text = models.CharField(
        max_length=LONGEST_MESSAGE,
        blank=True,
        default="",
        editable=False,
        validators=[check_readable],
    )
    screen_until = models.DateTimeField(null=True, blank=True, editable=False)
    #: Size and theme of the projectors, as ``polls/looks.py`` reads and writes them.
    look = models.JSONField(default=dict, blank=True, editable=False)
    #: While a vote is open the projector shows whose keypad was received; votes that are opened
    #: then keep their counts until the close.
    keypad_tiles = models.BooleanField(default=False, editable=False)
    #: Tried out: its rounds count nowhere, and it cannot begin before they are cleared away.
    rehearsal = models.BooleanField("in rehearsal", default=False, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["position", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "live", "ended"]), name="session_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(rehearsal=False) | ~Q(state="draft"), name="draft_is_not_in_rehearsal"
            ),
            models.CheckConstraint(
                condition=Q(screen__in=["", Screen.JOIN], screen_text="", screen_until=None)
                | (Q(screen=Screen.MESSAGE, screen_until=None) & ~Q(screen_text=""))
                | Q(screen=Screen.BREAK, screen_text="", screen_until__isnull=False),
                name="screen_has_what_it_shows",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def state_name(self) -> str:
        """The state as people read it."""
        return "In rehearsal" if self.rehearsal else STATE_NAMES[self.state]


class Question(models.Model):
    """What the room is asked. Its rounds keep the wording that they were voted on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="questions")
    kind = models.CharField(max_length=20, default="single")
    prompt = models.CharField(max_length=500, validators=[check_readable])
    help = models.CharField(max_length=500, blank=True, validators=[check_readable])
    position = models.PositiveIntegerField(default=0)
    min_choices = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    max_choices = models.PositiveSmallIntegerField(default=1, validators=[MinValueValidator(1)])
    live = models.BooleanField(
        "show tallies while open",
        null=True,
        blank=True,
        default=None,
        help_text="Unset: as the conference has it.",
    )
    tallies = models.CharField(
        "how tallies move while open",
        max_length=8,
        choices=Tallies.choices,
        blank=True,
        default="",
        help_text="Unset: as the conference has it.",
    )
    practice = models.BooleanField(
        default=False, help_text="A practice vote stays out of results and exports."
    )
    #: Made by the chair while the session ran.
    from_chair = models.BooleanField(default=False, editable=False)
    #: “Next” and “previous” pass over it; it can be shown by name.
    skipped = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(min_choices__gte=1) & Q(max_choices__gte=F("min_choices")),
                name="question_wants_at_least_one_choice",
                violation_error_message="The most choices cannot be fewer than the fewest.",
            ),
            models.CheckConstraint(
                condition=Q(tallies__in=["", *Tallies.values]), name="question_tallies_are_known"
            ),
        ]

    def __str__(self) -> str:
        return self.prompt


class Choice(models.Model):
    """One answer that a question offers; its letter follows from its place."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="choices")
    text = models.CharField(max_length=300, validators=[check_readable])
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.text
