"""The chair's page of an agenda: by plain forms, with the sum worked out on it."""

import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from polls.agendas.drafting import make_agenda
from polls.models import Agenda, Deed, Round, Session
from tests.agendas import TIMES, publish, vote_on_obstacles
from tests.factories import UserFactory
from tests.hostile import ACCEPTED, REFUSED
from tests.polls.views.conftest import browser_of

SETTINGS = {"total": "90", "minimum": "10", "step": "5", "most": "4", "parallel": "no"}


@pytest.fixture
def chair(db):
    return UserFactory(username="chair")


@pytest.fixture
def laptop(chair):
    """A chair who is no organiser."""
    return browser_of(chair)


@pytest.fixture
def round(chair):
    round = vote_on_obstacles(62, 54, 47, 38, 25, 22)
    round.session.chairs.add(chair)
    return round


def text_of(response):
    return " ".join(html.unescape(response.content.decode()).split())


def words_of(response):
    """What is read on a page, without its markup."""
    return " ".join(re.sub(r"<[^>]+>", " ", text_of(response)).split())


def start(laptop, round, **chosen):
    """Make an agenda by the page; return the answer."""
    return laptop.post(reverse("make_agenda", args=[round.pk]), {**SETTINGS, **chosen})


def fields_of(agenda, **times):
    """The form of an agenda's page as a browser sends it back."""
    agenda.refresh_from_db()
    sent = {**SETTINGS, "version": str(agenda.version), "do": "save", **times}
    for topic in agenda.topics.all():
        part = f"into:{topic.merged_into_id}" if topic.merged_into_id else topic.standing
        names = {"title": topic.title, "room": topic.room, "facilitator": topic.facilitator}
        sent |= {
            f"topic-{topic.pk}-{name}": value for name, value in {**names, "standing": part}.items()
        }
    return sent


def save(laptop, agenda, title=None, *, topic=None, **changed):
    """Send the form with one topic changed, or with other times or another button."""
    sent = fields_of(agenda, **{k: v for k, v in changed.items() if k in {*SETTINGS, "do"}})
    if title:
        pk = agenda.topics.get(title=title).pk
        sent |= {f"topic-{pk}-{name}": value for name, value in (topic or {}).items()}
    return laptop.post(reverse("agenda", args=[agenda.pk]), sent)


def test_result_becomes_an_agenda_with_its_sum_on_the_page(laptop, round):
    page = laptop.get(reverse("make_agenda", args=[round.pk]))
    assert "A, Integration: 62" in text_of(page)
    answer = start(laptop, round)
    agenda = Agenda.objects.get()
    assert answer["Location"] == reverse("agenda", args=[agenda.pk])
    words = words_of(laptop.get(answer["Location"]))

    for line in (
        "Integration rounded up 62 27.76 30",
        "Resistance rounded up 54 24.18 25",
        "Market 47 21.04 20",
        "Resources 38 17.01 15",
        "Together 201 90.00 90",
        "A topic’s exact share is 90 minutes × its votes ÷ 201.",
        "Each share is rounded down to whole steps of 5 minutes.",
        "The 2 steps that are left go to the topics that lost most by that",
    ):
        assert line in words


def test_topic_below_the_least_is_told_as_lifted(laptop, chair):
    round = vote_on_obstacles(62, 54, 47, 8)
    round.session.chairs.add(chair)
    answer = start(laptop, round, step="1")
    words = words_of(laptop.get(answer["Location"]))

    assert "Market 47 23.07 23" in words
    assert "Resources lifted to the least 8 10.00 10" in words
    assert "By votes alone “Resources” would have less than 10 minutes, so gets 10." in words
    assert "The other 80 minutes are shared among the others, which have 163 votes." in words


def test_tie_at_the_cut_is_shown_and_decided_by_the_chair(laptop, chair):
    round = vote_on_obstacles(62, 54, 47, 38, 38, 22)
    round.session.chairs.add(chair)
    start(laptop, round)
    agenda = Agenda.objects.get()
    words = words_of(laptop.get(reverse("agenda", args=[agenda.pk])))
    assert "“Resources” and “Media” are tied at the cut, with 38 votes each, and there is" in words
    assert "room for one place of 4. You decide which to take on" in words
    assert "How the minutes come about" not in words

    published = save(laptop, agenda, do="publish")
    assert "Decide which of them" in words_of(laptop.get(published["Location"]))
    save(laptop, agenda, "Resources", topic={"standing": "off"})
    save(laptop, agenda, "Media", topic={"standing": "on"})
    words = words_of(laptop.get(reverse("agenda", args=[agenda.pk])))
    assert "Media 38 17.01 15" in words
    assert "tied" not in words


def test_topics_in_parallel_without_a_room_are_named(laptop, round):
    start(laptop, round, parallel="yes")
    agenda = Agenda.objects.get()
    address = reverse("agenda", args=[agenda.pk])
    for title in ("Integration", "Resistance", "Market"):
        save(laptop, agenda, title, topic={"room": "Hall"}, parallel="yes")

    missing = "Nobody is told yet where to go for “Resources”: write a room beside it."
    assert missing in words_of(laptop.get(address))
    save(laptop, agenda, do="publish", parallel="yes")
    assert missing in words_of(laptop.get(address))
    save(laptop, agenda, "Resources", topic={"room": "Café"})
    assert "where to go" not in words_of(laptop.get(address))


def test_chair_renames_drops_merges_moves_and_publishes(laptop, round):
    start(laptop, round)
    agenda = Agenda.objects.get()
    by_title = {topic.title: topic for topic in agenda.topics.all()}
    save(laptop, agenda, "Integration", topic={"title": "Joining up", "room": "Hall"})
    save(laptop, agenda, "Resources", topic={"standing": "off"})
    save(laptop, agenda, "Media", topic={"standing": f"into:{by_title['Market'].pk}"})
    save(laptop, agenda, do=f"up:{by_title['Market'].pk}")
    words = words_of(laptop.get(reverse("agenda", args=[agenda.pk])))
    assert "The room voted on “Integration”: 62 votes." in words
    assert "The room voted on “Market”: 47 votes. With what is part of it now 72" in words

    answer = save(laptop, agenda, "Joining up", topic={"facilitator": "Ada"}, do="publish")
    words = words_of(laptop.get(answer["Location"]))
    assert "Published. It is on screen now." in words
    agenda.refresh_from_db()
    on = [(t.title, t.minutes, t.room, t.facilitator) for t in agenda.topics.filter(standing="on")]
    assert on == [
        ("Joining up", 30, "Hall", "Ada"),
        ("Market", 35, "", ""),
        ("Resistance", 25, "", ""),
    ]
    assert Session.objects.get().agenda == agenda


def test_parallel_topics_have_the_whole_time(laptop, round):
    answer = start(laptop, round, parallel="yes", total="45")
    words = words_of(laptop.get(answer["Location"]))

    assert "All topics are discussed at the same time, each for 45 minutes." in words
    assert {t.minutes for t in Agenda.objects.get().topics.filter(standing="on")} == {45}


def test_top_is_taken_again_in_another_number(laptop, round):
    start(laptop, round)
    agenda = Agenda.objects.get()
    save(laptop, agenda, "Integration", topic={"standing": "off"})
    save(laptop, agenda, do="top", most="2")

    assert [t.title for t in agenda.topics.filter(standing="on")] == ["Integration", "Resistance"]


@pytest.mark.parametrize(
    ("chosen", "field", "said"),
    [
        ({"minimum": "25"}, "total", "4 topics of at least 25 minutes need 100, and there are 90"),
        ({"total": "92"}, "total", "92 minutes are no whole number of steps of 5"),
        ({"minimum": "12"}, "minimum", "12 minutes are no whole number of steps of 5"),
        ({"total": "0"}, "total", "greater than or equal to 1"),
        ({"total": "lots"}, "total", "Enter a whole number"),
        ({"step": "7"}, "step", "Select a valid choice"),
        ({"most": ""}, "most", "This field is required"),
        ({"parallel": "?"}, "parallel", "Select a valid choice"),
    ],
)
def test_times_that_cannot_be_are_said_beside_their_field_and_change_nothing(
    laptop, round, chosen, field, said
):
    refused = start(laptop, round, **chosen)
    assert refused.status_code == 422
    assert said in str(refused.context["form"].errors[field])
    assert not Agenda.objects.exists()

    start(laptop, round)
    agenda = Agenda.objects.get()
    refused = save(laptop, agenda, "Media", topic={"title": "Typed"}, **chosen)
    assert refused.status_code == 422
    assert said in str(refused.context["form"].errors[field])
    assert 'value="Typed"' in text_of(refused)
    agenda.refresh_from_db()
    assert agenda.version == 1
    assert not agenda.topics.filter(title="Typed").exists()


@pytest.mark.parametrize(
    ("phase", "linked"), [("revealed", True), ("closed", True), ("open", False), ("void", False)]
)
def test_results_lead_to_the_page(chair, round, phase, linked):
    round.session.conference.organisers.add(chair)
    Round.objects.update(phase=phase)
    page = text_of(browser_of(chair).get(reverse("results", args=[round.session_id])))

    assert (reverse("make_agenda", args=[round.pk]) in page) is linked


@pytest.mark.parametrize("phase", ["open", "closed", "void"])
def test_page_of_a_vote_that_the_room_has_not_seen_tells_no_count(laptop, round, phase):
    Round.objects.update(phase=phase)
    # Named without a number, which could happen to be one of the counts.
    Session.objects.update(title="The afternoon")
    address = reverse("make_agenda", args=[round.pk])

    for answer in (laptop.get(address), laptop.post(address, SETTINGS)):
        assert answer.status_code == 409
        assert not {"62", "54", "47", "38"} & set(re.findall(r"\d+", words_of(answer)))
    assert not Agenda.objects.exists()


def test_draft_that_is_there_is_gone_on_with(laptop, round):
    start(laptop, round)
    agenda = Agenda.objects.get()
    address = reverse("make_agenda", args=[round.pk])

    assert laptop.get(address)["Location"] == reverse("agenda", args=[agenda.pk])
    assert start(laptop, round)["Location"] == reverse("agenda", args=[agenda.pk])


def test_what_somebody_else_has_changed_is_not_written_over_unseen(laptop, round):
    start(laptop, round)
    agenda = Agenda.objects.get()
    stale = fields_of(agenda)
    save(laptop, agenda, "Media", topic={"room": "Hall"})
    address = reverse("agenda", args=[agenda.pk])
    refused = laptop.post(address, {**stale, "total": "60"})

    assert refused.status_code == 409
    assert "Somebody else has changed this agenda" in text_of(refused)
    # What was typed stands there still, and may be saved over it now.
    assert 'value="60"' in text_of(refused)
    assert 'name="version" value="2"' in text_of(refused)


def test_tie_that_somebody_else_has_decided_is_told_and_keeps_what_was_typed(laptop, chair):
    round = vote_on_obstacles(3, 1, 1)
    round.session.chairs.add(chair)
    start(laptop, round, most="2")
    agenda = Agenda.objects.get()
    stale = fields_of(agenda)
    assert "with 1 vote each" in words_of(laptop.get(reverse("agenda", args=[agenda.pk])))
    one, other = agenda.topics.filter(standing="tied")
    merged = {"standing": f"into:{one.pk}"}
    stale |= {f"topic-{agenda.topics.get(rank=0).pk}-standing": f"into:{other.pk}"}
    sent = fields_of(agenda) | {f"topic-{one.pk}-standing": "on"}
    sent |= {f"topic-{other.pk}-standing": merged["standing"]}
    address = reverse("agenda", args=[agenda.pk])
    assert laptop.post(address, sent).status_code == 302
    refused = laptop.post(address, {**stale, f"topic-{one.pk}-room": "Hall"})

    assert refused.status_code == 409
    assert "Somebody else has changed this agenda" in text_of(refused)
    assert "Select a valid choice" not in text_of(refused)
    assert 'value="Hall"' in text_of(refused)
    again = laptop.post(address, {**stale, "version": "2"})
    assert again.status_code == 422
    assert "is taken on." in words_of(again)


@pytest.mark.parametrize("page", ["make_agenda", "agenda"])
def test_rehearsed_agenda_says_so(laptop, round, page):
    Session.objects.update(rehearsal=True)
    Round.objects.update(rehearsal=True)
    of = round
    if page == "agenda":
        start(laptop, round)
        of = Agenda.objects.get()

    assert "Rehearsal: nothing here counts" in words_of(laptop.get(reverse(page, args=[of.pk])))


def test_published_agenda_takes_names_alone_and_can_be_taken_back(laptop, round, chair):
    agenda = publish(round, by=chair)
    page = laptop.get(reverse("agenda", args=[agenda.pk]))
    assert "topic-" in text_of(page)
    assert "-standing" not in text_of(page)
    save(laptop, agenda, "Market", topic={"facilitator": "Ada", "standing": "off"}, total="45")
    agenda.refresh_from_db()
    market = agenda.topics.get(title="Market")
    assert (market.facilitator, market.standing, agenda.total) == ("Ada", "on", 90)

    laptop.post(reverse("take_back_agenda", args=[agenda.pk]))
    agenda.refresh_from_db()
    assert (agenda.state, Session.objects.get().agenda) == ("draft", None)
    page = laptop.post(reverse("take_back_agenda", args=[agenda.pk]), follow=True)
    assert "not published" in words_of(page)


def test_agenda_that_has_begun_offers_no_way_back(laptop, round, chair):
    agenda = publish(round, by=chair)
    agenda.topics.filter(rank=0).update(started_at=timezone.now())
    page = laptop.get(reverse("agenda", args=[agenda.pk]))

    assert "Take it back" not in text_of(page)
    assert "has begun" in words_of(
        laptop.post(reverse("take_back_agenda", args=[agenda.pk]), follow=True)
    )


def test_draft_is_deleted_after_asking(laptop, round):
    start(laptop, round)
    address = reverse("delete_agenda", args=[Agenda.objects.get().pk])
    assert "The vote and its result stay." in text_of(laptop.get(address))
    assert Agenda.objects.exists()

    # The console is not this app's; its address is enough.
    assert "/chair/" in laptop.post(address)["Location"]
    assert not Agenda.objects.exists()


def test_nobody_but_its_chairs_sees_it(round, chair):
    agenda = publish(round, by=chair)
    stranger, nobody = browser_of(UserFactory()), browser_of()
    pages = [("make_agenda", round.pk), ("agenda", agenda.pk), ("delete_agenda", agenda.pk)]
    for name, pk in pages:
        address = reverse(name, args=[pk])
        assert stranger.get(address).status_code == 404
        assert stranger.post(address, SETTINGS).status_code == 404
        assert nobody.get(address)["Location"].startswith("/sign-in/")
    assert stranger.post(reverse("take_back_agenda", args=[agenda.pk])).status_code == 404


def test_deeds_of_the_page_are_the_chairs(laptop, round):
    start(laptop, round)

    assert Deed.objects.latest("pk").person == "chair"
    assert Deed.objects.latest("pk").through == "page"


@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.get)
@pytest.mark.parametrize("field", ["title", "room", "facilitator"])
def test_refused_text_is_named_beside_its_field(laptop, round, field, text):
    start(laptop, round)
    agenda = Agenda.objects.get()
    refused = save(laptop, agenda, "Market", topic={field: text})
    form = next(f for f in refused.context["problems"] if f.topic.title == "Market")

    assert refused.status_code == 422
    assert list(form.errors) == [field]
    assert f"Market, {field if field != 'title' else 'topic'}:" in text_of(refused)
    assert Agenda.objects.get().version == 1


def test_accepted_text_is_kept_whole_and_stays_text(laptop, round, chair):
    agenda = make_agenda(round=round, times=TIMES, by=chair)
    topic = agenda.topics.get(title="Market")
    for text in [text for text in ACCEPTED if len(text) <= 80]:
        sent = dict.fromkeys(("title", "room", "facilitator"), text)
        answer = save(laptop, agenda, topic.title, topic=sent)
        assert answer.status_code == 302, text
        topic.refresh_from_db()
        assert (topic.title, topic.room, topic.facilitator) == (text, text, text)
        assert "<script>window" not in laptop.get(answer["Location"]).content.decode()
