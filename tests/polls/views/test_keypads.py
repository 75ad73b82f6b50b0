"""The organiser's page of keypads and base stations."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from polls.keypad_lists import Listed
from polls.keypads import list_keypads
from polls.models import Keypad, Station
from polls.presses import Press, read_presses
from polls.stations import make_station
from tests.factories import ConferenceFactory
from tests.hostile import ACCEPTED, REFUSED


def address(conference) -> str:
    """The page."""
    return reverse("keypads", args=[conference.pk])


def post(laptop, conference, form: str, **fields):
    """Send one of the page's forms."""
    return laptop.post(address(conference), {"form": form, **fields})


def errors(answer) -> list[str]:
    """What the page says is wrong."""
    form = answer.context["form"]
    return [error for of_field in form.errors.values() for error in of_field]


def test_token_of_a_station_is_shown_once(laptop, conference):
    answer = post(laptop, conference, "station", **{"station-name": "Base 1"})
    token = answer.context["token"]

    assert str(Station.objects.get().pk) in token
    assert token.encode() in answer.content
    assert token.encode() not in laptop.get(address(conference)).content


def test_bridge_is_offered_where_stations_are_made_and_to_the_technician(laptop, session):
    conference = session.conference
    pages = [
        laptop.get(address(conference)),
        post(laptop, conference, "station", **{"station-name": "Base 1"}),
        laptop.get(reverse("roll_call", args=[session.pk])),
    ]

    assert all(b'href="/keypad-bridge.pyz"' in page.content for page in pages)


def test_station_of_another_conference_cannot_be_revoked(laptop, conference):
    foreign, _ = make_station(conference=ConferenceFactory(), name="Base 1")
    page = reverse("revoke_station", args=[conference.pk, foreign.pk])

    assert laptop.post(page).status_code == 404
    assert Station.objects.get().revoked_at is None


def test_second_station_of_a_name_is_refused_beside_the_form(laptop, conference):
    make_station(conference=conference, name="Base 1")
    answer = post(laptop, conference, "station", **{"station-name": "Base 1"})

    assert (answer.status_code, Station.objects.count()) == (422, 1)
    assert errors(answer) == [
        "There is a base station “Base 1” already. Its token was shown once: if it is lost, "
        "revoke that station and make another."
    ]


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.get)
def test_refused_text_names_no_station_and_no_keypad(laptop, conference, text):
    station = post(laptop, conference, "station", **{"station-name": text})
    row = io.StringIO()
    csv.writer(row).writerow(["17", text])
    listed = post(laptop, conference, "list", **{"list-text": f"serial,label\n{row.getvalue()}"})

    assert (station.status_code, listed.status_code) == (422, 422)
    assert REFUSED[text] in str(errors(station))
    assert (Station.objects.count(), Keypad.objects.count()) == (0, 0)


def test_accepted_text_is_kept_whole(laptop, conference):
    texts = [text for text in ACCEPTED if len(text) <= 80][:20]
    for text in texts:
        assert post(laptop, conference, "station", **{"station-name": text}).status_code == 200
    rows = io.StringIO()
    csv.writer(rows).writerows(
        [["serial", "label"], *([str(n), text] for n, text in enumerate(texts))]
    )
    answer = post(laptop, conference, "list", **{"list-text": rows.getvalue()})

    assert answer.status_code == 302
    assert set(Station.objects.values_list("name", flat=True)) == set(texts)
    labels = Keypad.objects.order_by("pk").values_list("label", flat=True)
    assert set(labels) == set(texts)
    page = laptop.get(address(conference)).content.decode()
    assert "<script>window" not in page


def test_list_comes_as_a_file_too_and_every_mistake_is_named(laptop, conference):
    good = SimpleUploadedFile("keypads.csv", b"\xef\xbb\xbfserial,seat\n17,A1\n")
    assert post(laptop, conference, "list", **{"list-file": good}).status_code == 302
    wrong = SimpleUploadedFile("keypads.csv", b"serial\n18\n18\n")
    answer = post(laptop, conference, "list", **{"list-file": wrong})

    assert errors(answer) == ["line 3, column 1 (serial): “18” stands in line 2"]
    assert [keypad.seat for keypad in Keypad.objects.all()] == ["A1"]


@pytest.mark.parametrize(
    ("content", "where"),
    [
        (b"", "The submitted file is empty."),
        (b"\xff\xfe1", "line 1: this is not text in UTF-8."),
        (b"serial;label\n17;Zo\xeb", "line 2: this is not text in UTF-8."),
        (b"serial", "line 2: there is no keypad"),
    ],
)
def test_file_that_is_no_list_is_refused(laptop, conference, content, where):
    file = SimpleUploadedFile("keypads.csv", content)
    answer = post(laptop, conference, "list", **{"list-file": file})

    assert answer.status_code == 422
    assert errors(answer)[0].startswith(where)


def test_list_is_pasted_with_the_mark_of_utf8_too(laptop, conference):
    text = "\ufeffserial\tlabel\r\n17\tZoë"

    assert post(laptop, conference, "list", **{"list-text": text}).status_code == 302
    assert str(Keypad.objects.get().label) == "Zoë"


def test_heard_keypads_are_admitted_by_one_button(laptop, conference):
    press = Press("17", "", 1, "1")
    read_presses(str(conference.pk), [press])
    assert "Heard, not admitted" in laptop.get(address(conference)).content.decode()
    post(laptop, conference, "held", seen="1", do="admit")

    assert Keypad.objects.get().state == Keypad.State.KNOWN


def test_keypad_is_given_up_and_replaced(laptop, conference):
    list_keypads(conference=conference, listed=[Listed("17")])
    post(laptop, conference, "lost", **{"lost-serial": "17"})
    assert Keypad.objects.get().state == Keypad.State.LOST
    post(laptop, conference, "lost", **{"lost-serial": "17", "lost-by": "18"})

    assert set(Keypad.objects.values_list("serial", "state")) == {("17", "lost"), ("18", "known")}
    assert post(laptop, conference, "lost", **{"lost-serial": "99"}).status_code == 422
