"""Files of the laptop that cannot be read, told in words."""

import os
from pathlib import Path


class Unreadable(OSError):
    """A file that is needed cannot be read; the text says why in a sentence."""


def read_whole(file: Path, *, remedy: str = "") -> bytes:
    """What is in a file; raises ``Unreadable``, with the ``remedy`` behind it."""
    try:
        return file.read_bytes()
    except OSError as error:
        raise Unreadable(f"{why_unread(file, error)} {remedy}".rstrip()) from None


def why_unread(file: Path, error: OSError) -> str:
    """Why a file could not be read, as a sentence."""
    # Windows says of a folder that it may not be read. Its path's own method may raise.
    if os.path.isdir(file):
        return f"{file} is a folder, and no file."
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return f"There is no file {file}."
    if isinstance(error, PermissionError):
        return f"You may not read {file}."
    return f"{file} cannot be read: {error.strerror}."
