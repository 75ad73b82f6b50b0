"""The bridge at a base station of keypads as one file, which needs Python and nothing else.

A zip application of ``live/keypads`` and pyserial: ``python -m live.packing`` writes it, and
the server hands it out.
"""

import hashlib
import io
import sys
import zipapp
import zipfile
from functools import cache
from importlib import metadata
from pathlib import Path

NAME = "keypad-bridge.pyz"
ROOT = Path(__file__).resolve().parent.parent
INTERPRETER = "/usr/bin/env python3"


@cache
def pack_bridge() -> bytes:
    """The file. The same sources make the same bytes, whenever and wherever it is made."""
    inside = _ours() | _of_pyserial()
    packed, whole = io.BytesIO(), io.BytesIO()
    # Stored, and not compressed: that would depend on the library which compresses.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(inside):
            archive.writestr(_entry(name), inside[name])
    packed.seek(0)
    zipapp.create_archive(packed, whole, INTERPRETER)
    return whole.getvalue()


@cache
def digest_bridge() -> str:
    """The SHA-256 of the file in hexadecimal."""
    return hashlib.sha256(pack_bridge()).hexdigest()


def _ours() -> dict[str, bytes]:
    """What the bridge needs of this product, by its place in the file."""
    keypads = ROOT / "live" / "keypads"
    files = [ROOT / "LICENSE", ROOT / "live" / "__init__.py"]
    files += [path for path in keypads.rglob("*") if path.suffix in {".py", ".toml"}]
    inside = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files}
    inside["__main__.py"] = inside["live/keypads/__main__.py"]
    inside["serial/LICENSE.txt"] = (keypads / "licences" / "pyserial.txt").read_bytes()
    return inside


def _of_pyserial() -> dict[str, bytes]:
    """The installed pyserial, which is Python alone; raises ``PackageNotFoundError``."""
    return {
        file.as_posix(): file.locate().read_bytes()  # type: ignore[attr-defined]
        for file in metadata.distribution("pyserial").files or ()
        if file.parts[0] == "serial" and file.suffix == ".py"
    }


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry


def main() -> int:
    """Write the file into this folder; return the status."""
    Path(NAME).write_bytes(pack_bridge())
    sys.stdout.write(f"{NAME}, SHA-256 {digest_bridge()}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
