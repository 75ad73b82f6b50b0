"""Django's admin for operators: it looks at votes, and never opens, closes or changes one."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from polls.models import Choice, Conference, Counter, Question, Round, Session, Tallies, User
from polls.preparing import save_conference


class ReadOnly:
    """Nobody adds, changes or deletes here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(User)
class PersonAdmin(UserAdmin):
    """People who sign in."""

    list_display = ("username", "email", "organises", "is_staff", "is_active", "last_login")
    list_filter = ("organises", "is_staff", "is_superuser", "is_active")
    fieldsets = (*(UserAdmin.fieldsets or ()), ("Organiser", {"fields": ("organises",)}))


@admin.register(Conference)
class ConferenceAdmin(admin.ModelAdmin):
    """Conferences and who organises them; the programme is at home under /organise/."""

    list_display = ("name", "code", "starts_on", "ended_at")
    search_fields = ("name", "code")
    filter_horizontal = ("organisers",)
    readonly_fields = ("code", "door", "seq", "ended_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Not from a list: /organise/ asks for the name first."""
        return False

    def save_model(self, request: HttpRequest, obj: Conference, form: Any, change: bool) -> None:
        """Save by the rule that also tells the rooms, and never writes ``seq`` back."""
        if change:
            save_conference(conference=obj)
        else:
            obj.save()


class ChoiceInline(ReadOnly, admin.TabularInline):
    """The choices of a question."""

    model = Choice
    fields = ("position", "text")


class QuestionInline(ReadOnly, admin.TabularInline):
    """The questions of a session."""

    model = Question
    fields = ("position", "prompt", "kind", "practice")
    show_change_link = True


@admin.register(Session)
class SessionAdmin(ReadOnly, admin.ModelAdmin):
    """Sessions and where they stand."""

    list_display = ("title", "conference", "room", "state", "joined", "seq", "tally_seq")
    list_filter = ("state", "conference")
    search_fields = ("title",)
    inlines = (QuestionInline,)


@admin.register(Question)
class QuestionAdmin(ReadOnly, admin.ModelAdmin):
    """Questions with their choices."""

    list_display = ("prompt", "session", "kind", "practice")
    list_filter = ("kind", "practice")
    search_fields = ("prompt",)
    inlines = (ChoiceInline,)


class CounterInline(ReadOnly, admin.TabularInline):
    """The running totals of a round."""

    model = Counter
    fields = ("key", "total")


@admin.register(Round)
class RoundAdmin(ReadOnly, admin.ModelAdmin):
    """Votes of the room. Single ballots and the keys of their pseudonyms are never shown."""

    list_display = ("__str__", "session", "phase", "opened_at", "closed_at", "joined")
    list_filter = ("phase", "practice")
    list_select_related = ("session",)
    exclude = ("key", "shown")
    inlines = (CounterInline,)

    def get_inlines(self, request: HttpRequest, obj: Round | None) -> tuple[Any, ...]:
        """The running totals, unless they are for nobody to see while the round is open."""
        kept = obj and obj.phase == Round.Phase.OPEN and obj.tallies != Tallies.EACH
        return () if kept else (CounterInline,)
