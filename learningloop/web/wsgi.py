"""What the web server loads: in service, unless LEARNINGLOOP_DEBUG says that this is a developer's machine."""

import os
import sys
from importlib import import_module

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

DO_NOT_TRY_AGAIN = 3
"""gunicorn takes this exit of a worker as a fault of the set-up, and stops instead of starting another."""

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learningloop.web.settings")
os.environ.setdefault("LEARNINGLOOP_DEBUG", "0")
try:
    application = get_wsgi_application()
    import_module(settings.ROOT_URLCONF)  # every page, now: a fault stops the start, and no visitor waits
except ImproperlyConfigured as fault:
    sys.stderr.write(f"{fault}\n")
    sys.exit(DO_NOT_TRY_AGAIN)
