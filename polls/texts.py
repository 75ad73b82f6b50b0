"""What counts as text that people read: one rule for files, forms and the API."""

import unicodedata

from django.core.exceptions import ValidationError

from polls.errors import Invalid

#: Format characters (Unicode's ``Cf``) that texts need: joiners of scripts and emoji, the marks
#: that order a number in Arabic or Hebrew, soft hyphens and breaks of scripts without spaces,
#: and the tags that spell a flag such as Wales's. The others hide or reorder what stands there.
KEPT = {
    *"\u200c\u200d\u200e\u200f\u061c\u00ad\u200b\u2060",
    *map(chr, range(0xE0020, 0xE0080)),
}

#: Control characters, halves of surrogate pairs, and invisible instructions.
REFUSED_CATEGORIES = {"Cc", "Cs", "Cf"}

#: Categories that leave no mark of their own: separators, controls, accents without a letter.
UNSEEN_CATEGORIES = {"Cc", "Cf", "Cs", "Mn", "Me", "Mc", "Zl", "Zp", "Zs"}

#: Letters and symbols by category, yet empty: fillers of Hangul, the braille pattern of no dots.
EMPTY = set("\u115f\u1160\u3164\uffa0\u2800")

#: So many accents may stand upon one letter; no script needs more, and a pile of them covers
#: the lines above and below.
MOST_MARKS = 8


def mistake_in(text: str) -> str:
    """What keeps ``text`` from being read, in a few words; "" if nothing does."""
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if (category in REFUSED_CATEGORIES and char not in KEPT) or is_no_character(char):
            return f"contains U+{ord(char):04X}, which is no character of a text"
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > MOST_MARKS:
            return f"piles more than {MOST_MARKS} accents upon one letter"
    if text and not any(is_seen(char) for char in text):
        return "contains nothing that can be seen"
    return ""


def read_line(text: str, *, name: str, most: int, empty: str) -> str:
    """What somebody typed into one line, without white space around it.

    Raises ``Invalid``, which calls it by its ``name`` and says what is wrong; ``empty`` is said
    where there is nothing.
    """
    line = " ".join(text.split())
    if not line:
        raise Invalid(empty)
    if len(line) > most:
        raise Invalid(f"The {name} may have {most} characters.")
    if mistake := mistake_in(line):
        raise Invalid(f"The {name} {mistake}.")
    return line


def is_no_character(char: str) -> bool:
    """Whether Unicode will never put a character there; XML, and so a workbook, bars some."""
    number = ord(char)
    return number & 0xFFFE == 0xFFFE or 0xFDD0 <= number <= 0xFDEF


def is_seen(char: str) -> bool:
    """Whether a character leaves a mark of its own."""
    return unicodedata.category(char) not in UNSEEN_CATEGORIES and char not in EMPTY


def as_seen(text: str) -> str:
    """The text without what cannot be seen in it: equal for two that look the same."""
    kept = (char for char in text if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFC", "".join(kept))


def check_readable(text: str) -> None:
    """Accept only text that people can read, as validators do: raises ``ValidationError``."""
    mistake = mistake_in(text)
    if mistake:
        raise ValidationError(f"{mistake[:1].upper()}{mistake[1:]}.")
