"""Gunicorn for the hosted face: `gunicorn -c packaging/server/gunicorn.conf.py`.

One process on SQLite. Several (WEB_CONCURRENCY) want PostgreSQL: each keeps its own pages and sees what another
wrote within a second.
"""

import os
from typing import Any

wsgi_app = "blogdesk.server.wsgi:create_hosted_app()"
bind = os.environ.get("BLOGDESK_BIND", "127.0.0.1:8000")
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY", "1"))
threads = 8
# A picture of the largest size on a slow line; nginx in front takes the slowness away.
timeout = 120
graceful_timeout = 20
keepalive = 5
# The proxy in front says who asked (BLOGDESK_TRUSTED_PROXIES=1); nobody else is believed.
forwarded_allow_ips = "127.0.0.1,::1"
limit_request_line = 4094
# Heartbeats of the workers never wait for the disk.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - read before anything else


def on_starting(_server: Any) -> None:
    """Bring the database up to date once, before any worker reads it."""
    from blogdesk.server.wsgi import migrate

    migrate()
