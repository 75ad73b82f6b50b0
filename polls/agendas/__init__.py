"""From votes to agenda: what the room chose is given time, and the chair leads through it.

``minutes`` and ``cutting`` are arithmetic alone; ``drafting`` makes and edits an agenda,
``running`` leads through it, ``reading`` tells it.
"""
