"""What a moderator should look at twice: swear words and links. Nothing is dropped for either.

The words are few, in English and Welsh, and matched whole: a list can only ever point.
"""

import re
import unicodedata

LINK, PROFANITY = "link", "profanity"

#: Stems of words that end as they like, and words that must stand alone.
STEMS = (
    "fuck", "shit", "cunt", "wank", "bollock", "bastard", "twat", "motherfuck", "arsehole",
    "asshole",
    "cachu", "ffwc", "diawl", "uffern", "coc oen",
)  # fmt: skip
WHOLE = (
    "arse", "ass", "bitch", "bitches", "bloody", "bugger", "crap", "dick", "dickhead",
    "prick", "piss", "pissed",
    "slut", "whore", "tosser", "sod off", "rhech", "blydi", "hwren", "cont", "pidlen", "twll din",
)  # fmt: skip

_PROFANE = re.compile(
    rf"\b(?:(?:{'|'.join(map(re.escape, STEMS))})\w*|(?:{'|'.join(map(re.escape, WHOLE))}))\b"
)
#: With a scheme, with ``www.``, an address of mail, or a name that ends as sites do.
_LINK = re.compile(
    r"\w+://|\bwww\.|\b[\w.+-]+@[\w-]+\.\w|"
    r"\b[\w-]+\.(?:com|org|net|info|uk|wales|cymru|eu|io|ly|me|gov|edu|scot)\b",
    re.IGNORECASE,
)
#: Digits and signs that stand for letters.
_DISGUISE = str.maketrans("013457@$!", "oieastasi")


def flags_of(*texts: str) -> list[str]:
    """Why a moderator should look twice: ``link``, ``profanity``; in this order."""
    found = []
    if any(_LINK.search(text) for text in texts):
        found.append(LINK)
    if any(_PROFANE.search(_plain(text)) for text in texts):
        found.append(PROFANITY)
    return found


def _plain(text: str) -> str:
    """Small letters without accents and disguise."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = (char for char in bare if unicodedata.category(char) not in {"Mn", "Cf"})
    return "".join(kept).translate(_DISGUISE)
