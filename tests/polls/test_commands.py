"""The command line: import, export, tokens, sign-in links."""

import getpass
import io
import json

import pytest
from django.core.management import CommandError, call_command

from polls.conference_files import read_conference_file
from polls.demo import DEMO_FILE
from polls.models import Conference, Counter, Deed, User
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


def test_whoever_came_by_a_link_gets_no_token_and_no_password():
    UserFactory(username="Tess", first_name="Tess", guest=True)
    for command in ("apitoken", "changepassword"):
        with pytest.raises(CommandError, match="came in by a link"):
            run(command, "Tess")


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


@pytest.mark.django_db(transaction=True)
def test_seal_with_another_secret_seals_only_when_told_that_it_is_lost(settings):
    closed = RoundFactory(phase="closed")
    settings.BALLOT_SECRET = "another-secret-" * 4

    with pytest.raises(CommandError, match="Not sealed: 1, because BALLOT_SECRET here is not"):
        run("seal", closed.session.conference.code)
    out, _ = run("seal", closed.session.conference.code, "--without-key")

    assert out == "Sealed: 1. Still open: 0.\n"


def last_deed():
    deed = Deed.objects.latest("pk")
    return deed.person, deed.through, deed.words, deed.about_id


def test_operator_made_at_the_command_line_is_noted(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "a barrel of nine herrings")
    run("createsuperuser", "--noinput", "--username", "root", "--email", "root@example.org")
    root = User.objects.get()

    assert (root.is_superuser, root.check_password("a barrel of nine herrings")) == (True, True)
    assert last_deed() == ("", "command", "Made an account for root, an operator", root.pk)


def test_operator_whose_name_is_taken_is_refused_and_nothing_noted():
    UserFactory(username="root")
    with pytest.raises(CommandError, match="already taken"):
        run("createsuperuser", "--noinput", "--username", "root", "--email", "root@example.org")

    assert not Deed.objects.exists()


def answer_with(monkeypatch, *typed):
    """Type these at the questions for a password."""
    answers = iter(typed)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))


def test_password_set_at_the_command_line_is_noted_and_never_told(monkeypatch):
    anna, good = UserFactory(username="anna"), "a barrel of nine herrings"
    answer_with(monkeypatch, "one", "another", "anna", "anna", good, good)
    out, err = run("changepassword", "anna")

    assert User.objects.get().check_password(good)
    assert last_deed() == ("", "command", "Set a new password for anna", anna.pk)
    assert out == "anna has a new password.\n"
    assert err.startswith("The two were not the same.\n")
    assert not [word for word in ("herrings", "another") if word in out + err + last_deed()[2]]


def test_password_is_not_changed_after_three_tries_nor_for_nobody(monkeypatch):
    UserFactory(username="anna", password="")
    answer_with(monkeypatch, *["1234"] * 6)
    with pytest.raises(CommandError, match="The password of anna was not changed"):
        run("changepassword", "anna")
    with pytest.raises(CommandError, match="Nobody here is called ben"):
        run("changepassword", "ben")

    assert not Deed.objects.exists()
