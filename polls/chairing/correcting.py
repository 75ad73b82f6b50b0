"""Correcting a question's words: before it opens, and, in two ways told apart, while it is open.

A spelling is corrected in the open round, whose votes stay; the words that stood are kept
beside it. Whoever means something else now lets the round count nowhere.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from polls import clock
from polls.chairing.asking import read_words
from polls.chairing.ground import question_of, round_in
from polls.chairing.steps import void
from polls.contents import content_of
from polls.deeds import describe_changes, quoted
from polls.editing import save_choices
from polls.errors import Invalid, Malformed, WrongPhase
from polls.models import Choice, Question, Round, Session
from polls.question_files import QuestionFile
from polls.wording import Correction, Option, Wording, tell_corrections

Phase = Round.Phase


def correct(session: Session, args: Mapping[str, Any]) -> str:
    """Change the words of a question, also how many choices it has.

    An open round keeps it from that, unless ``void``: then the round on screen counts nowhere,
    and the question is shown again. Returns what was done as the log tells it.
    """
    question = question_of(session, args)
    voids = args.get("void", False)
    if not isinstance(voids, bool):
        raise Malformed("“void” must be true or false.")
    told = _void_on_screen(session, question) if voids else ""
    if question.rounds.filter(phase=Phase.OPEN).exists():
        raise WrongPhase("The room is voting on it: correct the spelling, or void the vote.")
    before, name = content_of(question), quoted(question)
    file = read_words(_filled_in(Wording.of(question), args))
    question.prompt, question.help = file.prompt, file.help
    question.max_choices = file.max_choices
    question.save()
    save_choices(question, file.choices)
    return f"{told}Corrected {name}: {describe_changes(before, content_of(question))}"


def respell(session: Session, args: Mapping[str, Any]) -> str:
    """Correct the words of the open round and of its question; every vote stays.

    Returns what the words were. Raises ``Invalid`` where the number of choices would change.
    """
    round = round_in(session, Phase.OPEN)
    before = Wording.from_json(round.wording)
    after = _reworded(before, read_words(_filled_in(before, args)))
    corrections = _differences(before, after)
    if not corrections:
        raise Invalid("These are the words that stand there already.")
    round.wording = after.as_json()
    round.corrections = [*round.corrections, *(each.as_json() for each in corrections)]
    round.save()
    _write_into_question(after)
    return tell_corrections(corrections)


def _void_on_screen(session: Session, question: Question) -> str:
    """Declare the round on screen void; return how the log begins."""
    if session.question_id != question.pk:
        raise WrongPhase("The room does not see this question.")
    round = session.round
    void(session, {})
    return f"Declared void vote {round.number} on it. " if round else ""


def _filled_in(words: Wording, args: Mapping[str, Any]) -> dict[str, Any]:
    """A question as a command wants it: what it does not say stays as it is."""
    choices = [option.text for option in words.options]
    given = {key: args[key] for key in ("prompt", "help", "choices") if key in args}
    wanted = {"prompt": words.prompt, "help": words.help, "choices": choices, **given}
    offered = wanted["choices"]
    most = words.max_choices
    if isinstance(offered, list) and (len(offered) < most or most == len(choices)):
        most = len(offered)
    bounds = {"min_choices": words.min_choices, "max_choices": most}
    return wanted | {"kind": words.kind} | (bounds if words.kind != "single" else {})


def _reworded(words: Wording, file: QuestionFile) -> Wording:
    """The same question in other words; its choices keep their ids, by their places."""
    if len(file.choices) != len(words.options):
        raise Invalid(
            f"A spelling keeps the {len(words.options)} choices, line by line. "
            "To have others, void the vote and vote again."
        )
    options = tuple(
        Option(option.id, text) for option, text in zip(words.options, file.choices, strict=True)
    )
    return replace(words, prompt=file.prompt, help=file.help, options=options)


def _differences(before: Wording, after: Wording) -> list[Correction]:
    at = clock.now().isoformat(timespec="seconds")
    return [
        Correction(at, of, was, now)
        for (of, was), (_, now) in zip(before.texts(), after.texts(), strict=True)
        if was != now
    ]


def _write_into_question(words: Wording) -> None:
    """Let the question say what its round says now."""
    Question.objects.filter(pk=words.question_id).update(prompt=words.prompt, help=words.help)
    for option in words.options:
        Choice.objects.filter(pk=option.id).update(text=option.text)
