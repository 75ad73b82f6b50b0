"""Numbers and lengths of time in words."""

UNITS = ((3600, "hour"), (60, "minute"), (1, "second"))


def in_words(seconds: int) -> str:
    """A length of time in the largest unit that has a whole number of it: "15 minutes"."""
    size, unit = next(
        ((size, unit) for size, unit in UNITS if seconds >= size and not seconds % size), UNITS[-1]
    )
    number = seconds // size
    return counted(number, unit)


def counted(number: int, thing: str) -> str:
    """So many of a thing: "1 vote", "2 votes"."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
