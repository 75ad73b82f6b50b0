"""Django's admin for operators: it looks at votes, and never opens, closes or changes one."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from polls.deeds import describe_changes, note
from polls.models import Choice, Conference, Counter, Deed, Question, Round, Session, Tallies, User
from polls.parts import note_part
from polls.people import note_new_password
from polls.preparing import create_conference, save_conference


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

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Superusers alone: whoever edits accounts could give themselves any power."""
        return request.user.is_superuser and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Superusers alone, as above."""
        return request.user.is_superuser and super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save, and note what changed; groups and permissions only by name."""
        super().save_model(request, obj, form, change)
        if not change:
            note(Deed.Kind.PEOPLE, f"Made an account for {obj}", about=obj)
            return
        before = {field: form.initial.get(field) for field in form.changed_data}
        after = {field: form.cleaned_data[field] for field in form.changed_data}
        lists = [field for field, value in after.items() if hasattr(value, "all")]
        for field in lists:
            before[field], after[field] = "as before", "otherwise"
        note(Deed.Kind.PEOPLE, f"Edited {obj}: {describe_changes(before, after)}", about=obj)

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        """Delete an account; the log keeps its name."""
        note(Deed.Kind.PEOPLE, f"Deleted the account of {obj}", about=obj)
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Delete accounts one by one, each noted."""
        for user in queryset:
            self.delete_model(request, user)

    @transaction.atomic
    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Set a password for somebody, in one transaction with its note; guests have none."""
        if User.objects.filter(pk=id, guest=True).exists():
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)

    def log_change(self, request: HttpRequest, obj: User, message: Any) -> LogEntry:
        """Note a new password, which no form of the account's own tells of."""
        page = request.resolver_match
        if page and page.url_name == "auth_user_password_change":
            note_new_password(obj)
        return super().log_change(request, obj, message)


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
            create_conference(conference=obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save who organises, and note who came and who went."""
        before = set(form.instance.organisers.all())
        super().save_related(request, form, formsets, change)
        after = set(form.instance.organisers.all())
        for user in after - before:
            note_part(form.instance, user, f"Made {user} an organiser")
        for user in before - after:
            note_part(form.instance, user, f"Removed {user} from the organisers")


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


@admin.register(Deed)
class DeedAdmin(ReadOnly, admin.ModelAdmin):
    """The log of what chairs, organisers and operators did."""

    list_display = ("at", "person", "through", "kind", "words", "conference")
    list_filter = ("kind", "through")
    search_fields = ("words", "person", "conference")
    show_full_result_count = False


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
