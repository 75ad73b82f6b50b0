"""Proportions: how a rehearsal's simulated delegates are to vote, as a file says.

Questions are known by their prompts and choices by their texts, so that a file fits every
conference that asks the same; percentages are of all simulated delegates.
"""

from collections.abc import Iterable, Mapping

from polls.conference_files import MOST_QUESTIONS
from polls.demo import DEMO_NAME, REPORTED_FILE
from polls.errors import FileMistakes
from polls.file_values import Place, longest, parse_json
from polls.models import Question, Session
from polls.question_files import MOST_CHOICES

#: Percent by the text of the choice, by the prompt of the question.
Proportions = dict[str, dict[str, float]]


def read_proportions(content: str | bytes) -> Proportions:
    """Read a file ``{"questions": [{"prompt": "…", "choices": {"…": 32}}]}``.

    Raises ``FileMistakes`` with every mistake and its place.
    """
    mistakes: list[tuple[str, str]] = []
    places = Place(parse_json(content), "", mistakes).places("questions", most=MOST_QUESTIONS)
    proportions: Proportions = {}
    for place in places:
        prompt = place.text("prompt", longest(Question, "prompt"), required=True)
        if prompt and prompt in proportions:
            place.note("prompt", "this question stands here twice")
        proportions[prompt] = _read_shares(place)
    if mistakes:
        raise FileMistakes(mistakes)
    return proportions


def check_proportions(proportions: Proportions, session: Session) -> None:
    """Raise ``FileMistakes`` unless they fit a session: each question, choice and sum."""
    questions = {question.prompt: question for question in _questions_of(session)}
    mistakes: list[tuple[str, str]] = []
    for index, (prompt, shares) in enumerate(proportions.items()):
        place = f"questions[{index}]"
        if prompt not in questions:
            mistakes.append((f"{place}.prompt", "the session has no such question"))
        else:
            mistakes += [(f"{place}.choices", what) for what in _misfits(questions[prompt], shares)]
    if mistakes:
        raise FileMistakes(mistakes)


def reported_proportions(session: Session) -> Proportions:
    """What the demo conference reports of a session of its own; nothing for any other.

    A question that was edited since is left out: nobody has reported anything of it.
    """
    if session.conference.name != DEMO_NAME:
        return {}
    reported = read_proportions(REPORTED_FILE.read_bytes())
    return {
        question.prompt: reported[question.prompt]
        for question in _questions_of(session)
        if question.prompt in reported and not list(_misfits(question, reported[question.prompt]))
    }


def _read_shares(place: Place) -> dict[str, float]:
    choices = place.data.get("choices") if place.readable else {}
    if not isinstance(choices, Mapping):
        place.note("choices", 'percentages are needed: {"…": 32}')
        return {}
    if len(choices) > MOST_CHOICES:
        place.note("choices", f"at most {MOST_CHOICES}, not {len(choices)}")
        return {}
    for text, percent in choices.items():
        number = type(percent) in (int, float)
        if not number or not 0 <= percent <= 100:
            place.note(f'choices["{text[:40]}"]', "a percentage from 0 to 100 is needed")
    return dict(choices)


def _questions_of(session: Session) -> Iterable[Question]:
    return session.questions.prefetch_related("choices")


def _misfits(question: Question, shares: Mapping[str, float]) -> Iterable[str]:
    """What of the shares does not fit a question."""
    texts = {choice.text for choice in question.choices.all()}
    for text in shares:
        if text not in texts:
            yield f"the question has no choice “{text[:40]}”"
    most = 100 * min(question.max_choices, len(texts))
    if sum(shares.values()) > most:
        yield f"they add up to more than {most} %, and {question.max_choices} may be chosen"
