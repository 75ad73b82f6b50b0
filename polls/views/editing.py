"""Forms over what others may edit at the same time: nothing that they did is undone unseen."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django import forms
from django.http import HttpRequest

from polls.contents import Overtaken, content_of, mark_of
from polls.models import Conference, Note, Question, Session
from polls.views.pages import try_rule

Thing = TypeVar("Thing", Conference, Session, Question, Note)

#: As long as the mark of a content at most; what a form brings is shown to it again.
LONGEST_MARK = 64


class Editing(Generic[Thing]):
    """One form over one ``thing``: the mark of what it was shown with, and what stands now.

    ``stands`` is empty, or after a refusal ``(label, words)`` of each field in which what
    stands differs from what was typed; sent again, the form then replaces just that.
    """

    def __init__(
        self,
        request: HttpRequest,
        find: Callable[[], Thing],
        form_of: Callable[[Thing], forms.BaseForm],
    ) -> None:
        """``find`` reads the thing, ``form_of`` makes the form that it is opened with."""
        self._find: Callable[[], Thing] = find
        self._form_of: Callable[[Thing], forms.BaseForm] = form_of
        self.thing: Thing = find()
        sent = request.POST.get("seen", "")[:LONGEST_MARK]
        self.seen = sent or mark_of(content_of(self.thing))
        self.stands: list[tuple[str, str]] = []

    def save(self, form: forms.BaseForm, rule: Callable[[], Any]) -> bool:
        """Carry out ``rule``; what it refuses becomes an error of the form."""

        def told() -> None:
            try:
                rule()
            except Overtaken:
                self._look_again(form)
                raise

        return try_rule(form, told)

    def _look_again(self, form: forms.BaseForm) -> None:
        now = self._find()
        fresh = self._form_of(now)
        self.seen = mark_of(content_of(now))
        for name, field in form.fields.items():
            words = in_words(field, fresh.get_initial_for_field(field, name))
            if words != in_words(field, form.cleaned_data.get(name)):
                self.stands.append((str(form[name].label), words))


def in_words(field: forms.Field, value: Any) -> str:
    """What a field holds, in words."""
    if isinstance(field, forms.BooleanField):
        return "yes" if value else "no"
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(key): str(label) for key, label in choices}
        return labels.get(str(value or ""), str(value))
    lines = [] if value is None else str(value).splitlines()
    return " / ".join(line.strip() for line in lines if line.strip()) or "nothing"
