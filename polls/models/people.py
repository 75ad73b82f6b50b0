"""People who sign in: organisers, chairs, operators."""

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.crypto import salted_hmac

from polls.texts import mistake_in


class User(AbstractUser):
    """A person who signs in. Delegates have no account."""

    organises = models.BooleanField(
        "may create conferences",
        default=False,
        help_text="Organisers create conferences and manage their own.",
    )
    #: Made for somebody who comes in by a link, under a name to be shown (``first_name``): the
    #: account ends with its last role.
    guest = models.BooleanField(default=False, editable=False)
    #: How often this person was signed out everywhere: no session from before is good any more.
    signed_out = models.PositiveIntegerField(default=0, editable=False)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry; Django compares it at every request."""
        inherited: str = super()._get_session_auth_hash(secret)  # type: ignore[misc]
        if not self.signed_out:
            return inherited
        text = f"{inherited}.{self.signed_out}"
        return salted_hmac("polls.signed_out", text, secret, algorithm="sha256").hexdigest()

    @property
    def shown_name(self) -> str:
        """The name by which others of the session know this person."""
        return self.first_name if self.guest else self.get_username()

    def clean(self) -> None:
        """Accept only names that people can read."""
        super().clean()
        names = ("username", "first_name", "last_name")
        mistakes = {name: mistake_in(getattr(self, name)) for name in names}
        if wrong := {name: f"It {what}." for name, what in mistakes.items() if what}:
            raise ValidationError(wrong)


class ApiToken(models.Model):
    """A program's standing permission to act as a person; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    label = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.user}: {self.label}"


class SignInLink(models.Model):
    """A link that signs one person in once; only its hash is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sign_in_links")
    digest = models.CharField(max_length=64, unique=True)
    destination = models.CharField(max_length=200, default="/organise/")
    #: Where it was made on a console: the session that it leads into, and who made it.
    session = models.ForeignKey(
        "Session", null=True, on_delete=models.CASCADE, related_name="sign_in_links"
    )
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.user} → {self.destination}"
