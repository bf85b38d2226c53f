"""The console command `learningloop`: Django's manage, with our settings."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learningloop.web.settings")
    try:
        execute_from_command_line(["learningloop", *sys.argv[1:]])
    except ImproperlyConfigured as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
