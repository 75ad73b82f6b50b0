"""Setting up on a fresh machine: what is installed, and what is said when it cannot be."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


class House:
    """A copy of the set-up scripts in a folder of its own, with a lock file of one package."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "house"
        self.programs = folder / "bin"
        self.shelf = folder / "shelf"
        for place in (self.folder, self.programs, self.shelf):
            place.mkdir()
        shutil.copytree(ROOT / "deploy", self.folder / "deploy")
        shutil.copy(ROOT / "Makefile", self.folder)
        (self.programs / "python3").symlink_to(sys.executable)
        self.lock(make_wheel(self.shelf))

    def lock(self, digest: str) -> None:
        """Pin the one package to a hash."""
        pinned = f"a-ballot-box==1.0 \\\n    --hash=sha256:{digest}\n"
        (self.folder / "deploy" / "requirements.txt").write_text(pinned)

    def put(self, name: str, script: str) -> None:
        """Put a program of that name first on the path."""
        program = self.programs / name
        program.unlink(missing_ok=True)
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)

    def prepare(self, *, shelf: bool = True) -> subprocess.CompletedProcess[str]:
        """Run the set-up as ``make run`` does; no index is asked, only the shelf if it is there."""
        environment = {
            "PATH": f"{self.programs}:/usr/bin:/bin",
            "HOME": str(self.folder),
            "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": os.devnull,
            **({"PIP_FIND_LINKS": str(self.shelf)} if shelf else {}),
        }
        return subprocess.run(
            ["deploy/prepare.sh", "deploy/requirements.txt"],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def imports_the_package(self) -> bool:
        """Whether what the lock file names can be imported."""
        command = [self.folder / ".venv/bin/python", "-c", "import a_ballot_box"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


def make_wheel(shelf: Path) -> str:
    """Write a package of one line; return its SHA-256 in hexadecimal."""
    file = shelf / "a_ballot_box-1.0-py3-none-any.whl"
    about = "a_ballot_box-1.0.dist-info"
    contents = {
        "a_ballot_box.py": "votes = 0\n",
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: a-ballot-box\nVersion: 1.0\n",
        f"{about}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{name},,\n" for name in contents)
    with zipfile.ZipFile(file, "w") as wheel:
        for name, text in {**contents, f"{about}/RECORD": record}.items():
            wheel.writestr(name, text)
    return hashlib.sha256(file.read_bytes()).hexdigest()


@pytest.fixture
def house(tmp_path) -> House:
    """A fresh checkout of the set-up scripts."""
    return House(tmp_path)


def test_the_pinned_packages_are_installed_once_and_later_starts_need_no_network(house):
    first = house.prepare()
    second = house.prepare(shelf=False)

    assert (first.returncode, first.stderr) == (0, "")
    assert "Installing the packages" in first.stdout
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")
    assert house.imports_the_package()


def test_without_a_network_the_remedy_is_named_and_the_next_try_goes_on(house):
    failed = house.prepare(shelf=False)
    again = house.prepare()

    assert failed.returncode == 1
    assert failed.stderr == (
        "The packages could not be downloaded: connect this machine to the internet for the "
        "first start (later starts need no network).\n"
    )
    assert again.returncode == 0
    assert house.imports_the_package()


def test_a_package_that_is_not_the_locked_one_is_not_installed(house):
    house.lock("0" * 64)

    refused = house.prepare()

    assert refused.returncode == 1
    assert refused.stderr.startswith("A downloaded package is not the one that was locked")
    assert not house.imports_the_package()


def test_an_old_python_is_named_with_the_remedy(house):
    house.put("python3", 'case "$2" in *print*) echo 3.9 ;; *) exit 1 ;; esac')

    refused = house.prepare()

    assert refused.returncode == 1
    assert refused.stderr.startswith(
        "Python 3.11 or later is needed, and python3 is 3.9: name another one: make run PYTHON=/"
    )
    assert refused.stderr.count("\n") == 1


def test_a_missing_venv_module_is_named_with_the_remedy(house):
    house.put("python3", f'case "$2" in *ensurepip*) exit 1 ;; esac\nexec {sys.executable} "$@"')

    refused = house.prepare()

    assert refused.returncode == 1
    assert refused.stderr.startswith("This Python lacks its venv module: sudo apt install")
    assert refused.stderr.count("\n") == 1


def test_an_environment_left_half_made_is_made_anew(house):
    (house.folder / ".venv/bin").mkdir(parents=True)

    assert house.prepare().returncode == 0
    assert house.imports_the_package()
