"""Hand-held keypads, and the base stations that hear them."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from polls.models.conferences import Conference
from polls.models.rounds import Round
from polls.texts import check_readable

LONGEST_SERIAL = 40


class Station(models.Model):
    """A base station's way in: the secret that signs its batches, and the last one taken."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="stations")
    name = models.CharField(max_length=80, validators=[check_readable])
    #: Wrapped by ``polls.keys`` under the server's secret, and gone once it is revoked.
    secret = models.BinaryField(max_length=60, null=True, editable=False)
    #: The number of the last batch that was taken: none that is not higher ever is.
    last_sequence = models.BigIntegerField(default=0, editable=False)
    #: Presses that the bridge keeps because it was cut off when they were made.
    holds = models.PositiveIntegerField(default=0, editable=False)
    #: ``[spool, presses]`` that were ever deleted from each spool because nobody knew which vote
    #: they were for; how many they were of late, and when its bridge said so last.
    gave_up = models.JSONField(default=list, blank=True, editable=False)
    gave_up_lately = models.PositiveBigIntegerField(default=0, editable=False)
    gave_up_at = models.DateTimeField(null=True, editable=False)
    #: Whether the bridge is there and does not hear its base station.
    unplugged = models.BooleanField(default=False, editable=False)
    made_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["name", "made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "name"],
                condition=Q(revoked_at__isnull=True),
                name="station_name_is_unique",
            ),
            models.CheckConstraint(
                condition=Q(secret__isnull=False, revoked_at__isnull=True)
                | Q(secret__isnull=True, revoked_at__isnull=False),
                name="station_has_its_secret_until_revoked",
            ),
            models.CheckConstraint(
                condition=Q(last_sequence__gte=0), name="station_sequence_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class HeldPresses(models.Model):
    """What a bridge holds for one round, made while it was cut off: how many, and nothing more."""

    station = models.ForeignKey(Station, on_delete=models.CASCADE, related_name="held_presses")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="held_presses")
    presses = models.PositiveIntegerField(validators=[MinValueValidator(1)])
    #: The number of the latest of them in the bridge's own count of presses.
    last = models.BigIntegerField()
    #: Up to which number somebody decided to leave them out; 0 for none.
    left_out_to = models.BigIntegerField(default=0)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["station", "round"], name="held_presses_are_told_once"),
            models.CheckConstraint(condition=Q(presses__gte=1), name="held_presses_are_some"),
        ]

    def __str__(self) -> str:
        return f"{self.presses} held at {self.station}"


class Keypad(models.Model):
    """A place in the room that votes with a keypad.

    The delegate's id follows from ``id`` under the server's secret, so that no table joins a
    seat to a delegate; a replaced machine is another ``serial`` on the same row.
    """

    class State(models.TextChoices):
        #: It votes.
        KNOWN = "known", "admitted"
        #: It was heard, and nobody has admitted it yet.
        HELD = "held", "not admitted yet"
        #: Its presses count no more.
        LOST = "lost", "lost"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="keypads")
    #: What the base station calls it.
    serial = models.CharField(max_length=LONGEST_SERIAL, validators=[check_readable])
    label = models.CharField(max_length=80, blank=True, validators=[check_readable])
    seat = models.CharField(max_length=80, blank=True, validators=[check_readable])
    state = models.CharField(max_length=8, choices=State.choices, default=State.KNOWN)
    #: The keypad that has its delegate now, where it was replaced; then it is lost.
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="replaces"
    )
    #: Where and when it was last heard, written in groups: never the moment of a single press.
    #: Of a lost one, since it was lost.
    station = models.ForeignKey(
        Station, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    heard_at = models.DateTimeField(null=True, editable=False)
    #: When it answered the last roll-call: written at once, because there is no vote then.
    called_at = models.DateTimeField(null=True, editable=False)
    #: What else the list said of it, by the name of the column.
    attributes = models.JSONField(default=dict, blank=True, editable=False)
    battery = models.PositiveSmallIntegerField(
        "battery, %", null=True, editable=False, validators=[MaxValueValidator(100)]
    )

    class Meta:
        ordering = ["serial"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "serial"], name="keypad_serial_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["known", "held", "lost"]), name="keypad_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(battery__isnull=True) | Q(battery__lte=100),
                name="keypad_battery_is_a_share",
            ),
        ]

    def __str__(self) -> str:
        return f"keypad {self.serial}"

    @property
    def shown_number(self) -> str:
        """What people call it: its label, or its serial where it has none."""
        return self.label or self.serial
