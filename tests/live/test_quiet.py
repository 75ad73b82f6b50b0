"""Autobahn is kept from rendering what nobody reads."""

from live.quiet import RENDERERS, silence_autobahn


def test_arguments_of_log_lines_are_left_as_they_are():
    options = {"openHandshakeTimeout": 30}

    silence_autobahn()

    assert all(getattr(module, name)(options) is options for module, name in RENDERERS)
