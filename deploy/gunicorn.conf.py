"""How gunicorn serves the site. The address and the number of processes come from the environment."""

import os

from learningloop.web import logs

bind = os.environ.get("LEARNINGLOOP_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("LEARNINGLOOP_PROCESSES", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # a fault of the set-up stops the start, and processes share what they load
max_requests = 5000  # a process that has grown is replaced, and not all at the same time
max_requests_jitter = 500
graceful_timeout = 30
forwarded_allow_ips = os.environ.get("LEARNINGLOOP_PROXY_ADDRESSES", "127.0.0.1,::1")
logconfig_dict = logs.configuration(debug=False)
accesslog = None  # it would write addresses; the site writes a line of its own for each request
control_socket_disable = True
