"""``manage.py rehearse`` asks which session is meant before it touches any."""

import pytest
from django.core.management import CommandError, call_command

from live.rehearsing import crowds
from polls.errors import WrongPhase
from polls.models import Session
from tests.factories import ConferenceFactory, SessionFactory

pytestmark = pytest.mark.django_db


def test_session_is_asked_for_where_several_could_be_meant():
    conference = ConferenceFactory()
    SessionFactory(conference=conference, title="First", state="live")
    for title in ("Second", "Third"):
        SessionFactory(conference=conference, title=title, state="draft")

    with pytest.raises(CommandError, match=r"--session 2 .*Second\n.*--session 3 .*Third"):
        call_command("rehearse", conference.code)
    assert not Session.objects.filter(rehearsal=True).exists()


def test_crowd_that_cannot_start_is_told_to_who_asked(settings, monkeypatch):
    monkeypatch.setattr(crowds.sys, "executable", "/nowhere/python")

    with pytest.raises(WrongPhase, match="could not be started"):
        crowds.Crowds().start("session", delegates=3, seed=0)
