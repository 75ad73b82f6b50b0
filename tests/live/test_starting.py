"""What must be true before the server listens, and what a refused start leaves: nothing."""

import errno
import os
from pathlib import Path

import pytest

from live.starting import DATABASE, CannotStart, hold_data


@pytest.fixture
def data(tmp_path, settings) -> Path:
    """The folder of the data, two folders deep in one that is there."""
    settings.DATA = tmp_path / "votes" / "of today"
    return settings.DATA


def refuse() -> None:
    raise CannotStart("The port is taken.")


def test_refused_first_start_leaves_no_folder_file_or_lock(data, tmp_path):
    def start() -> None:
        with hold_data():
            assert data.stat().st_mode & 0o777 == 0o700
            for ending in ("", "-wal", "-shm"):
                (data / f"{DATABASE}{ending}").touch()
            refuse()

    with pytest.raises(CannotStart, match="taken"):
        start()

    assert list(tmp_path.iterdir()) == []


def test_refused_start_leaves_what_was_there_and_what_is_not_its_own(data):
    data.mkdir(parents=True)
    (data / DATABASE).write_text("votes")
    (data / "notes.txt").touch()
    with pytest.raises(CannotStart, match="taken"), hold_data():
        refuse()

    assert {file.name for file in data.iterdir()} == {DATABASE, "notes.txt"}
    assert (data / DATABASE).read_text() == "votes"


def test_what_was_made_stays_once_the_start_has_settled(data):
    def start() -> None:
        with hold_data() as hold:
            (data / DATABASE).touch()
            hold.settle()
            refuse()

    with pytest.raises(CannotStart, match="taken"):
        start()

    assert [file.name for file in data.iterdir()] == [DATABASE]


def test_data_is_held_by_one_alone_whose_own_files_a_second_does_not_touch(data):
    with hold_data():
        (data / DATABASE).touch()
        with pytest.raises(CannotStart, match="already running"), hold_data():
            pass
        assert (data / DATABASE).exists()
    with hold_data():
        assert (data / DATABASE).exists()


def refusal_of(place: Path, settings) -> str:
    """What is said about data there."""
    settings.DATA = place
    with pytest.raises(CannotStart) as refused, hold_data():
        pass
    return str(refused.value)


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("/sys", "it takes no files"),
        ("/sys/votes", "it takes no files"),
        ("/proc", "it takes no files"),
        ("/dev/null", "it is not a folder"),
        ("/dev/null/votes", "it is not in a folder"),
    ],
)
@pytest.mark.skipif(os.geteuid() != 0, reason="root alone is refused there for the place's sake")
def test_place_that_takes_no_files_is_told_with_the_remedy(place, why, settings):
    assert refusal_of(Path(place), settings) == (
        f"{place} cannot be written ({why}): choose another folder, such as "
        f"DATA={Path.home()}/show-of-hands-data"
    )


def test_folder_of_another_person_names_both_remedies(data, settings, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(os, "access", lambda *asked: False)

    told = refusal_of(data, settings)

    assert f"({os.strerror(errno.EACCES)}): start as the person whose it is, or choose" in told
    assert not data.parent.exists()
