"""The file of a spool: one bridge's and its owner's alone, and no other file is taken for one."""

import sqlite3

import pytest

from live.keypads.presses import Heard, Round
from live.keypads.spool import Spool
from live.keypads.spool_file import NoSpool, SpoolBusy


@pytest.mark.parametrize("content", [b"keypad,key\n17,2\n" * 50, None])
def test_file_that_is_no_spool_is_told_in_a_sentence(tmp_path, content):
    file = tmp_path / "other.db"
    if content is None:
        with sqlite3.connect(file) as other:
            other.execute("CREATE TABLE presses (id INTEGER)")
        other.close()
    else:
        file.write_bytes(content)

    with pytest.raises(NoSpool, match="no spool"):
        Spool(file)
    assert content is None or file.read_bytes() == content


def test_missing_folder_is_told_in_a_sentence(tmp_path):
    with pytest.raises(NoSpool, match="cannot be opened"):
        Spool(tmp_path / "nowhere" / "keypads.spool")


def rights(folder) -> dict[str, int]:
    """Who may do what with the files of a folder."""
    return {each.name: each.stat().st_mode & 0o777 for each in folder.iterdir()}


def test_spool_and_what_lies_beside_it_are_its_owners_alone(tmp_path):
    file = tmp_path / "keypads.spool"
    for before in (None, 0o644):
        if before:
            file.chmod(before)
            (tmp_path / "keypads.spool-wal").touch(before)
            (tmp_path / "keypads.spool-wal").chmod(before)
        spool = Spool(file)
        spool.take([Heard("17", "2")], Round("one"), held=True)

        assert rights(tmp_path) == {"keypads.spool": 0o600, "keypads.spool-wal": 0o600}
        spool.close()


def test_rights_of_a_file_that_is_no_spool_stay(tmp_path):
    file = tmp_path / "other.db"
    file.write_bytes(b"keypad,key\n17,2\n" * 50)
    file.chmod(0o644)
    with pytest.raises(NoSpool):
        Spool(file)

    assert rights(tmp_path) == {"other.db": 0o644}


def test_two_bridges_cannot_have_one_spool(tmp_path):
    file = tmp_path / "keypads.spool"
    spool = Spool(file)
    with pytest.raises(SpoolBusy):
        Spool(file)
    spool.close()
