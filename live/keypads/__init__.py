"""The bridge between a base station of keypads and the server, and a simulated base station.

Needs no Django and no settings: it runs on the laptop at the base station, with Python and
pyserial alone. What both sides of the wire must do alike stands in ``signing``.
"""
