"""How `make run` serves the site on one machine: one process with threads, quiet, quick to stop."""

import os

from gunicorn.arbiter import Arbiter

reload = os.environ.get("LEARNINGLOOP_DEBUG", "") in {"1", "true", "yes", "on"}
preload_app = not reload  # loaded before the port opens, so that a fault shows at once and the address is true
worker_class = "gthread"
threads = 8
graceful_timeout = 10
loglevel = "warning"
control_socket_disable = True


def when_ready(server: Arbiter) -> None:
    for address in server.address:
        print("Learning Loop is running at http://{}:{}/ (Ctrl-C stops it)".format(*address), flush=True)
