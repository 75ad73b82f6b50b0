"""The programs: the simulated base station, and both as commands of the product."""

import time

import pytest
from django.core.management import load_command_class

from live.keypads.bridge import main as run_bridge
from live.keypads.simulator import main


def keypads_of(file) -> list[str]:
    """The keypads of a file's rows, in their order."""
    return [row.split(",")[0] for row in file.read_text().splitlines()[1:]]


def simulate(file, *more: str) -> list[str]:
    """What a simulator with these options writes."""
    options = ["--to", f"csv:{file}", "--keypads", "20", "--presses", "40", "--rate", "4000"]
    assert main([*options, "--seed", "5", *more]) == 0
    return keypads_of(file)


def test_neighbours_change_places_where_that_is_wanted(tmp_path, capsys):
    in_order = simulate(tmp_path / "one.csv")
    other = simulate(tmp_path / "two.csv", "--reorder", "0.5")

    assert in_order != other
    assert sorted(in_order) == sorted(other)
    assert capsys.readouterr().out.endswith("40 pressed, 40 heard\n")


def test_rate_is_kept_by_the_clock(tmp_path):
    began = time.monotonic()
    assert len(simulate(tmp_path / "one.csv", "--rate", "2000", "--presses", "400")) == 400
    took = time.monotonic() - began

    assert 0.19 <= took < 0.9


@pytest.mark.parametrize("options", [["--to", "nowhere"], ["--rate", "0"]])
def test_what_cannot_be_simulated_is_told(options, capsys):
    assert main(options) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "options"),
    [("keypad_simulator", ["--to", "nowhere"]), ("keypad_bridge", ["--try", "nowhere.txt"])],
)
def test_commands_hand_their_options_on(command, options, capsys):
    with pytest.raises(SystemExit) as ended:
        load_command_class("live", command).run_from_argv(["manage.py", command, *options])

    assert ended.value.code == 2
    assert "nowhere" in capsys.readouterr().err


def test_bridge_tries_a_recording_without_a_server(tmp_path, capsys):
    file = tmp_path / "recording.txt"
    file.write_bytes(b"17 2\n17 10\n")

    assert run_bridge(["--try", str(file)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0].endswith("keypad 17, keys 2")
    assert "no press" in told[1]
