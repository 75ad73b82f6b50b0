"""Roles of people in one session, beside its chairs and the conference's organisers."""

from django.db import models
from django.db.models import Q

from polls.models.conferences import Session
from polls.models.people import User


class Role(models.TextChoices):
    """What somebody is in a session; what each may do stands in ``polls/roles.py``."""

    CHAIR = "chair", "Chair"
    CO_CHAIR = "co_chair", "Co-chair"
    MODERATOR = "moderator", "Moderator"
    TECHNICIAN = "technician", "Technician"
    HELPER = "helper", "Helper"


class SessionRole(models.Model):
    """A person who was brought into a session by a link."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="session_roles")
    role = models.CharField(max_length=10, choices=Role.choices)
    #: Who made the link.
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    given_at = models.DateTimeField(auto_now_add=True)
    #: When the link was used first; null until then.
    came_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["given_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "user"], name="one_role_in_a_session"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.get_role_display().lower()} of {self.session}"
