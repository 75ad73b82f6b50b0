"""Settings of the tests' own process: a temporary embedded installation.

The servers that tests start as processes of their own run on ``live.settings``.
"""

import os
import tempfile

_folder = tempfile.TemporaryDirectory(prefix="show-of-hands-tests-")
os.environ["DATA"] = _folder.name
os.environ["SECRET_KEY"] = "for-the-tests-alone-" + "".join(map(chr, range(65, 123)))
os.environ["BALLOT_SECRET"] = "for-the-tests-ballots-" + "".join(map(chr, range(65, 123)))
for name in ("DATABASE_URL", "REDIS_URL", "TLS", "PUBLIC_URL", "ADDRESS", "ALLOWED_ORIGINS"):
    os.environ.pop(name, None)

from live.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

#: Static files are looked for when they are asked for, and not all of them for every client.
WHITENOISE_AUTOREFRESH = True
