"""What the browser's half of a rule says, asked of Node."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).resolve().parent.parent / "static" / "js"

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")


def told_by(module: str, expression: str, given: Any = None) -> Any:
    """The value of a script's expression on ``it``, a module of ``static/js``, and ``given``."""
    script = (
        f"import * as it from {json.dumps((SCRIPTS / module).as_uri())};"
        f"const given = {json.dumps(given)};"
        f"console.log(JSON.stringify({expression}));"
    )
    ran = subprocess.run(
        ["node", "--input-type=module", "--eval", script],
        check=True,
        capture_output=True,
        text=True,
    )
    return json.loads(ran.stdout)
