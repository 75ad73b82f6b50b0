"""Rehearsals: simulated delegates who vote in whatever the room is shown, through real sockets.

``dealing`` decides who votes what, ``crowd`` does it, ``crowds`` lets a server's console start
it; ``clearing`` is what the rooms of a process do once a rehearsal was cleared away.
"""
