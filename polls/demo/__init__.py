"""The demo conference, kept as a conference file."""

from pathlib import Path

#: To be read by ``conference_files.read_conference_file``.
DEMO_FILE = Path(__file__).with_name("conference.json")
