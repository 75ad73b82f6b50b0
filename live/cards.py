"""Personal codes on paper: the QR code of each, sheets to cut, and a table for a badge printer."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

import segno
from django.utils.safestring import SafeString, mark_safe

from polls.personal_codes import Card

#: Cards on a page of A4, and how the style sheet calls such a page.
PER_PAGE = (8, 15, 24)


@dataclass(frozen=True, slots=True)
class PrintedCard:
    """A card as it is printed: ``qr`` is the picture of the address with the code."""

    number: int
    code: str
    qr: SafeString


def draw_qr(address: str) -> SafeString:
    """The QR code of an address as inline SVG, without any style."""
    picture = segno.make(address, error="m", micro=False)
    svg = picture.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308 -- made of an address of ours, which it does not contain


def card_address(base: str, code: str) -> str:
    """Where a card leads: the code stands behind the ``#``, which no browser sends."""
    return f"{base}p/#{code}"


def draw_pages(cards: Iterable[Card], base: str, per_page: int) -> list[list[PrintedCard]]:
    """The pages of a sheet; takes some milliseconds a card."""
    printed = [
        PrintedCard(card.number, card.code, draw_qr(card_address(base, card.code)))
        for card in cards
    ]
    return [printed[start : start + per_page] for start in range(0, len(printed), per_page)]


def write_table(cards: Iterable[Card], base: str) -> str:
    """CSV: the number, the code and the address for the QR code of each card."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(["number", "code", "address"])
    writer.writerows([card.number, card.code, card_address(base, card.code)] for card in cards)
    return table.getvalue()


def as_lines(cards: Iterable[Card]) -> str:
    """Cards as text: a line of number and code each."""
    return "\n".join(f"{card.number} {card.code}" for card in cards)


def read_lines(text: str) -> list[Card]:
    """Cards of such a text; raises ``ValueError``."""
    pairs = [line.split(" ", 1) for line in text.splitlines() if line.strip()]
    return [Card(int(number), code.strip()) for number, code in pairs]
