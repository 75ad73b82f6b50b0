"""The forms of an agenda: its times, and one for each topic."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from polls.agendas.drafting import Times
from polls.agendas.minutes import LONGEST
from polls.agendas.topics import Edit
from polls.forms import PlainForm, set_choices
from polls.models import Agenda, Topic
from polls.texts import check_readable

Standing = Topic.Standing

#: What a choice of a topic stands for: a part of another one carries that one's id.
PART_OF = "into:"


class TimesForm(PlainForm):
    """Minutes in all, their step and minimum, how many topics, and how they follow."""

    total = forms.IntegerField(
        label="Minutes in all", min_value=1, max_value=LONGEST, widget=forms.NumberInput
    )
    minimum = forms.IntegerField(label="At least, for each topic", min_value=1, max_value=LONGEST)
    step = forms.TypedChoiceField(
        label="In steps of", coerce=int, choices=[("5", "5 minutes"), ("1", "1 minute")]
    )
    most = forms.IntegerField(label="Topics taken on", min_value=1, max_value=26)
    parallel = forms.TypedChoiceField(
        label="How the topics follow",
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        choices=[
            ("no", "One after another: minutes in proportion to votes"),
            ("yes", "At the same time, in a room each: every topic has the whole time"),
        ],
    )

    @property
    def times(self) -> Times:
        """What was chosen, once it is valid."""
        return Times(**self.cleaned_data)


def times_initial(agenda: Agenda) -> dict[str, Any]:
    """What the form of an agenda starts with."""
    return {
        "total": agenda.total,
        "minimum": agenda.minimum,
        "step": agenda.step,
        "most": agenda.most,
        "parallel": "yes" if agenda.parallel else "no",
    }


class TopicForm(PlainForm):
    """What becomes of a topic; of one whose agenda is published only its names."""

    title = forms.CharField(label="Topic", max_length=300, validators=[check_readable])
    standing = forms.ChoiceField(label="On the agenda?")
    room = forms.CharField(label="Room", max_length=80, required=False, validators=[check_readable])
    facilitator = forms.CharField(
        label="Facilitator", max_length=80, required=False, validators=[check_readable]
    )

    def __init__(
        self, *args: Any, topic: Topic, others: Sequence[Topic], fixed: bool, **kwargs: Any
    ) -> None:
        super().__init__(
            *args,
            prefix=f"topic-{topic.pk}",
            initial={
                "title": topic.title,
                "standing": standing_of(topic),
                "room": topic.room,
                "facilitator": topic.facilitator,
            },
            **kwargs,
        )
        self.topic = topic
        if fixed:
            del self.fields["standing"]
            return
        # A page of before may say what is no choice any more: that is for the rules to refuse,
        # which know that somebody else has changed it, and it stays as it was chosen.
        sent = self.data.get(self.add_prefix("standing"))
        is_tied = Standing.TIED in (topic.standing, sent)
        tied = [(Standing.TIED, "Tied: please decide")] if is_tied else []
        parts = [
            (part, f"Part of: {other.title}")
            for other in others
            if other.pk != topic.pk
            and ((part := f"{PART_OF}{other.pk}") == sent or other.standing != Standing.MERGED)
        ]
        set_choices(self, "standing", *tied, ("on", "Taken on"), ("off", "Left out"), *parts)

    @property
    def edit(self) -> Edit:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        chosen = data.get("standing", standing_of(self.topic))
        part = chosen.startswith(PART_OF)
        return Edit(
            title=data["title"],
            standing=Standing.MERGED if part else chosen,
            room=data["room"],
            facilitator=data["facilitator"],
            into=UUID(chosen.removeprefix(PART_OF)) if part else None,
        )


def standing_of(topic: Topic) -> str:
    """What became of a topic, as the form's choice."""
    return f"{PART_OF}{topic.merged_into_id}" if topic.merged_into_id else str(topic.standing)
