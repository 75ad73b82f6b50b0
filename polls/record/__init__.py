"""The record of a session: what the room voted, what it discussed, what was decided.

``writing`` keeps what a chair types of a topic; ``reading`` puts the document together, of which
``discussed`` tells an agenda, ``topics`` what is on it, and ``as_json`` writes the file.
"""
