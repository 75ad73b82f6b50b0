"""The command line: import, export, tokens, sign-in links."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from polls.conference_files import read_conference_file
from polls.demo import DEMO_FILE
from polls.models import Conference, Counter, User
from polls.people import spend_sign_in_link, user_of_api_token
from tests.factories import RoundFactory, UserFactory

pytestmark = pytest.mark.django_db


def run(*arguments):
    """Return what a command prints on its two outputs."""
    out, err = io.StringIO(), io.StringIO()
    call_command(*arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_import_prints_the_code_alone_and_makes_the_organiser():
    out, err = run("import_conference", str(DEMO_FILE), "--organiser", "anna")
    conference = Conference.objects.get()

    assert out == f"{conference.code}\n"
    assert "anna is new here" in err
    assert [user.username for user in conference.organisers.all()] == ["anna"]
    assert User.objects.get().organises


def test_import_names_unknown_keys_beside_the_code(tmp_path):
    file = tmp_path / "c.json"
    session = {"title": "S", "rom": "B", "questions": []}
    file.write_text(json.dumps({"name": "C", "sessions": [session]}))
    out, err = run("import_conference", str(file))

    assert out == f"{Conference.objects.get().code}\n"
    assert err == "sessions[0].rom: unknown key, left out; did you mean “room”?\n"

    file.write_text(json.dumps({"name": "C", "sesions": []}))
    told = io.StringIO()
    with pytest.raises(CommandError, match="sessions: a list is needed"):
        call_command("import_conference", str(file), stderr=told)
    assert told.getvalue() == "sesions: unknown key, left out; did you mean “sessions”?\n"


def test_import_without_organiser_is_for_superusers():
    run("import_conference", str(DEMO_FILE))

    assert not Conference.objects.get().organisers.exists()


def test_file_with_mistakes_makes_nothing_and_names_them(tmp_path):
    file = tmp_path / "c.json"
    file.write_text('{"name": "", "sessions": 3}')
    with pytest.raises(CommandError) as raised:
        run("import_conference", str(file), "--organiser", "anna")

    assert str(raised.value) == (
        "Nothing was imported.\nname: a text is needed\nsessions: a list is needed: […]"
    )
    assert not Conference.objects.exists()
    assert not User.objects.exists()


def test_missing_file_is_one_sentence(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run("import_conference", str(tmp_path / "none.json"))


def test_organiser_who_may_not_create_is_refused():
    UserFactory(username="ben")
    with pytest.raises(CommandError, match="may not create"):
        run("import_conference", str(DEMO_FILE), "--organiser", "ben")


def test_export_prints_what_was_imported():
    code = run("import_conference", str(DEMO_FILE))[0].strip()
    out, _ = run("export_conference", f" {code.lower()[:3]} {code[3:]}")

    assert read_conference_file(out) == read_conference_file(DEMO_FILE.read_text())
    assert json.loads(out)["sessions"][0]["questions"][0]["practice"] is True


@pytest.mark.parametrize("code", ["ABC234", "AAAAAA", ""])
def test_export_of_no_conference_is_one_sentence(code):
    with pytest.raises(CommandError, match="no conference"):
        run("export_conference", code)


def test_token_is_all_that_is_printed_and_a_new_person_an_organiser():
    out, err = run("apitoken", "anna", "--label", "keypads")
    anna = User.objects.get()

    assert user_of_api_token(out.strip()) == anna
    assert (anna.organises, anna.has_usable_password()) == (True, False)
    assert anna.api_tokens.get().label == "keypads"
    assert "anna is new here" in err


def test_token_of_a_known_person_changes_no_rights():
    ben = UserFactory(username="ben")
    out, err = run("apitoken", "ben")

    assert user_of_api_token(out.strip()) == ben
    assert (User.objects.get().organises, err) == (False, "")


def test_no_token_for_somebody_inactive():
    UserFactory(username="gone", is_active=False)
    with pytest.raises(CommandError, match="not active"):
        run("apitoken", "gone")


def test_link_is_printed_as_a_path():
    anna = UserFactory(username="anna")
    out, _ = run("signin_link", "anna", "--to", "/chair/ABC234/")
    secret = out.strip().removeprefix("/sign-in/").removesuffix("/")

    assert spend_sign_in_link(secret) == (anna, "/chair/ABC234/")


def test_no_link_for_nobody_or_to_elsewhere():
    UserFactory(username="anna")
    with pytest.raises(CommandError, match="no active person"):
        run("signin_link", "ben")
    with pytest.raises(CommandError, match="page here"):
        run("signin_link", "anna", "--to", "https://elsewhere.example/")


def test_seal_needs_a_conference():
    with pytest.raises(CommandError, match="No conference has the code ABC789"):
        run("seal", "ABC789")


@pytest.mark.django_db(transaction=True)
def test_seal_says_what_it_sealed_and_what_is_open():
    closed = RoundFactory(phase="closed")
    RoundFactory(question__session__conference=closed.session.conference)

    out, _ = run("seal", closed.session.conference.code.lower())

    assert out == (
        "Sealed: 1. Still open: 1.\nThe server writes over their remains once nothing is open.\n"
    )


@pytest.mark.django_db(transaction=True)
def test_seal_fails_over_counters_that_differ_from_the_ballots():
    closed = RoundFactory(phase="closed")
    Counter.objects.create(round=closed, key="ballots", total=3)

    with pytest.raises(CommandError, match="Not sealed: 1, because counters and ballots differ"):
        run("seal", closed.session.conference.code)
