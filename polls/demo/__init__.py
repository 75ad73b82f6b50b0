"""The demo conference, kept as a conference file, and what its day was reported to vote."""

from pathlib import Path

#: To be read by ``conference_files.read_conference_file``.
DEMO_FILE = Path(__file__).with_name("conference.json")
#: To be read by ``proportions.read_proportions``. Of the last question only “a majority: no”
#: was reported, of the obstacles the order and two figures; the rest are ours.
REPORTED_FILE = Path(__file__).with_name("reported.json")
#: The name by which it is known again.
DEMO_NAME = "Managing New Realities"
