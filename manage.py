#!/usr/bin/env python
"""The command line of Show of Hands."""

import gc
import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

#: What is loaded at the start stays: to look through it for what can go, again and again, was a
#: seventh of each start. The server says for itself how often it looks, once it is up.
COLLECT_AFTER = (50_000, 20, 20)

if __name__ == "__main__":
    gc.set_threshold(*COLLECT_AFTER)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))
