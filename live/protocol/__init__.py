"""The live protocol as pure functions of values; ``docs/protocol.md`` is the contract.

``incoming`` is what clients send; ``states``, ``tallies``, ``answers`` and ``consoles`` are what
they are told, which ``encoding`` makes text; ``closing`` is why a socket is closed.
"""
