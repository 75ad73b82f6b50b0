"""Small conference files of one question."""

import pytest

from polls.conference_files import read_conference_file
from polls.errors import FileMistakes

ONE = {"kind": "single", "prompt": "Tea?", "choices": ["Yes", "No"]}


def file_with(**question):
    return {"name": "C", "sessions": [{"title": "S", "questions": [{**ONE, **question}]}]}


def mistakes_of(content):
    with pytest.raises(FileMistakes) as raised:
        read_conference_file(content)
    return raised.value.mistakes


def read_question(**question):
    return read_conference_file(file_with(**question)).sessions[0].questions[0]
