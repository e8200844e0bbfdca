"""Where the browser comes back to after an approval that a command asked for: one address, on this computer, once."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from blogdesk.desktop.guard_answers import Answer, message_page
from blogdesk.desktop.redirects import PendingRedirects
from blogdesk.errors import BlogDeskError


def answer_to(redirects: PendingRedirects, address: str) -> Answer:
    """The page for a request of the browser: it is told how the connection went."""
    parts = urlsplit(address)
    receive = redirects.take(parts.path)
    if receive is None:
        return message_page(HTTPStatus.NOT_FOUND, "Nothing here", "This address was for one approval only.")
    query: Mapping[str, str] = dict(parse_qsl(parts.query))
    try:
        receive(query)
    except BlogDeskError as err:
        return message_page(HTTPStatus.BAD_REQUEST, "Not connected", f"{err.message} {err.next_step}")
    return message_page(HTTPStatus.OK, "Connected", "You can close this page and go back to the terminal.")


@contextmanager
def loopback_door() -> Iterator[PendingRedirects]:
    """A server on a free port of 127.0.0.1 for as long as an approval takes (RFC 8252 section 7.3)."""
    waiting: list[PendingRedirects] = []

    class Handler(BaseHTTPRequestHandler):
        """Answers the one request that is expected."""

        def do_GET(self) -> None:
            """Hand the query over."""
            answer = answer_to(waiting[0], self.path)
            self.send_response(answer.status)
            for name, value in answer.all_headers():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the interface
            """Keep the code in the address out of every log."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        waiting.append(PendingRedirects(f"http://127.0.0.1:{server.server_port}"))
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield waiting[0]
        finally:
            server.shutdown()
            thread.join()
