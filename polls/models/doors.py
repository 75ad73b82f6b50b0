"""How delegates get in: former join codes, personal codes, admissions of latecomers."""

import uuid

from django.db import models
from django.db.models import Q

from polls.codes import CODE_LENGTH
from polls.models.conferences import Conference
from polls.models.people import User


class FormerCode(models.Model):
    """A join code that a conference had before: it leads those back who are inside already."""

    code = models.CharField(max_length=CODE_LENGTH, primary_key=True)
    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="former_codes"
    )

    def __str__(self) -> str:
        return f"{self.code}, before {self.conference_id}"


class PersonalCode(models.Model):
    """A code on paper that is the key to one delegate; only its keyed hash is kept.

    The delegate's id follows from ``id`` under the server's secret, so that no table joins
    the number on a card to a delegate.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    conference = models.ForeignKey(
        Conference, on_delete=models.CASCADE, related_name="personal_codes"
    )
    #: What the card says beside the code, counted from 1.
    number = models.PositiveIntegerField()
    #: Rises with every replacement; tokens of an earlier one are dead.
    generation = models.PositiveIntegerField(default=1)
    #: HMAC-SHA256 of the code under a key made of the server's secret, in hexadecimal.
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["conference", "number"], name="personal_code_number_is_unique"
            ),
            models.CheckConstraint(
                condition=Q(number__gte=1) & Q(generation__gte=1),
                name="personal_code_counts_from_one",
            ),
        ]

    def __str__(self) -> str:
        return f"personal code {self.number}"


class Admission(models.Model):
    """Lets one latecomer in, once and soon; only the hash of its secret is kept."""

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="admissions")
    digest = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="admissions")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"an admission until {self.expires_at:%H:%M}"
