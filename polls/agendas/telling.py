"""How the minutes came about, in words."""

from collections.abc import Iterator
from fractions import Fraction

from polls.agendas.cutting import cut
from polls.agendas.working_out import Worked
from polls.models import Agenda


def tell_sum(agenda: Agenda, worked: Worked) -> list[str]:
    """The formula with its numbers, as sentences for the page and for those who ask."""
    if worked.tied:
        return [tell_tie(agenda, worked)]
    if agenda.parallel:
        return [f"All topics are discussed at the same time, each for {agenda.total} minutes."]
    return list(_sentences(agenda, worked)) if worked.lines else []


def tell_tie(agenda: Agenda, worked: Worked) -> str:
    """Who is tied at the cut, and for how many places."""
    topics = list(agenda.topics.exclude(standing="merged").order_by("rank"))
    votes = [worked.votes[topic.pk] for topic in topics]
    seats = cut(votes, agenda.most).seats
    titles = " and ".join(f"“{topic.title}”" for topic in worked.tied)
    places = "one place" if seats == 1 else f"{seats} places"
    tied = worked.votes[worked.tied[0].pk]
    votes_each = "1 vote" if tied == 1 else f"{tied} votes"
    return (
        f"{titles} are tied at the cut, with {votes_each} each, and there is room for {places} "
        f"of {agenda.most}. You decide which to take on; then the minutes are worked out."
    )


def two_digits(exact: Fraction) -> str:
    """A share in minutes with two digits: ``27.76``."""
    return f"{float(exact):.2f}"


def _sentences(agenda: Agenda, worked: Worked) -> Iterator[str]:
    total, step, minimum = agenda.total, agenda.step, agenda.minimum
    free = [line for line in worked.lines if not line.share.lifted]
    lifted = [line for line in worked.lines if line.share.lifted]
    votes = sum(line.votes for line in free)
    rest = total - minimum * len(lifted)
    if lifted:
        titles = " and ".join(f"“{line.topic.title}”" for line in lifted)
        get = "gets" if len(lifted) == 1 else "get"
        yield (
            f"By votes alone {titles} would have less than {minimum} minutes, so {get} {minimum}. "
            f"The other {rest} minutes are shared among the others, which have {votes} votes."
        )
    if votes:
        yield f"A topic’s exact share is {rest} minutes × its votes ÷ {votes}."
    else:
        yield "Nobody voted for any of these topics, so all have the same share."
    extra = sum(line.share.extra for line in worked.lines)
    steps = "whole minutes" if step == 1 else f"whole steps of {step} minutes"
    yield f"Each share is rounded down to {steps}."
    if extra:
        left = "The step that is left goes" if extra == 1 else f"The {extra} steps that are left go"
        more = "the topic that lost" if extra == 1 else "the topics that lost"
        yield f"{left} to {more} most by that; where two lost the same, to the one with more votes."
