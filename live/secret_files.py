"""The embedded secrets: each in a file that its owner alone can read."""

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def read_secret(name: str, file: Path) -> str:
    """Return the embedded secret in ``file``, making it at the first start.

    Its owner alone can read it. It is on the disk, whole, before anything is done with it:
    what depends on a secret that a power failure took away is lost. ``name`` is the setting.
    """
    try:
        if not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            _write_once(file, secrets.token_urlsafe(50))
        secret = file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The secret cannot be kept in {file} ({error.strerror}). "
            f"Name a file that may be written: {name}=/path/to/secret"
        ) from None
    if not secret:
        raise ImproperlyConfigured(
            f"{file} is empty: put the secret back that it held, or delete it to begin anew."
        )
    return secret


def _write_once(file: Path, text: str) -> None:
    """Make a file with its text in one go; one that another process made meanwhile stays."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        with open(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as written:
            written.write(text)
            written.flush()
            os.fsync(written.fileno())
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)


def is_weak(secret: str) -> bool:
    """Whether a secret is missing, too short, or one that came with an example."""
    return len(secret) < 50 or len(set(secret)) < 5 or secret.startswith("django-insecure")
