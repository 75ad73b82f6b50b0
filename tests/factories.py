"""Objects in this process's database: sensible by default, anything can be named.

``QuestionFactory(choices=["Yes", "No"])`` makes its choices too; ``RoundFactory`` freezes
the wording of its question and lets the session show it, as opening a round does.
"""

import uuid
from datetime import UTC, datetime

import factory
from factory.django import DjangoModelFactory, Password

from polls.keys import make_key
from polls.models import Choice, Conference, Delegate, Question, Round, Session, User
from polls.wording import Wording


class UserFactory(DjangoModelFactory):
    """A person who signs in with the password ``correct horse battery``."""

    username = factory.Sequence(lambda n: f"person{n}")
    password = Password("correct horse battery")

    class Meta:
        model = User


class ConferenceFactory(DjangoModelFactory):
    """A conference; ``organisers=[user]`` gives it some."""

    name = "Managing New Realities"

    class Meta:
        model = Conference
        skip_postgeneration_save = True

    @factory.post_generation
    def organisers(self, create, people, **_):
        """Add organisers."""
        self.organisers.add(*(people or []))


class SessionFactory(DjangoModelFactory):
    """A live session; ``chairs=[user]`` gives it some."""

    conference = factory.SubFactory(ConferenceFactory)
    title = factory.Sequence(lambda n: f"Session {n + 1}")
    position = factory.Sequence(lambda n: n)
    state = Session.State.LIVE

    class Meta:
        model = Session
        skip_postgeneration_save = True

    @factory.post_generation
    def chairs(self, create, people, **_):
        """Add chairs."""
        self.chairs.add(*(people or []))


class QuestionFactory(DjangoModelFactory):
    """A single-choice question with three choices; ``choices`` takes other texts."""

    session = factory.SubFactory(SessionFactory)
    prompt = "Is a social insurance scheme needed?"
    position = factory.Sequence(lambda n: n)

    class Meta:
        model = Question
        skip_postgeneration_save = True

    @factory.post_generation
    def choices(self, create, texts, **_):
        """Add the choices in order."""
        for position, text in enumerate(texts or ["Yes", "Perhaps", "No"]):
            Choice.objects.create(question=self, text=text, position=position)


class RoundFactory(DjangoModelFactory):
    """An open round that its session shows; ``phase=…`` for another."""

    id = factory.LazyFunction(uuid.uuid4)
    key = factory.LazyAttribute(lambda o: make_key(o.id))
    question = factory.SubFactory(QuestionFactory)
    session = factory.SelfAttribute("question.session")
    number = factory.LazyAttribute(lambda o: o.question.rounds.count() + 1)
    phase = Round.Phase.OPEN
    live = True
    practice = False
    wording = factory.LazyAttribute(lambda o: Wording.of(o.question).as_json())
    opened_at = factory.LazyFunction(lambda: datetime.now(UTC))

    class Meta:
        model = Round
        skip_postgeneration_save = True

    @factory.post_generation
    def shown(self, create, shown, **_):
        """Let the session show the round, unless ``shown=False``."""
        if shown is not False:
            Session.objects.filter(pk=self.session_id).update(round=self, question=self.question_id)
            self.session.refresh_from_db()


class DelegateFactory(DjangoModelFactory):
    """A delegate of a conference."""

    id = factory.LazyFunction(uuid.uuid4)
    conference = factory.SubFactory(ConferenceFactory)

    class Meta:
        model = Delegate
