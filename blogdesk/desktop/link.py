"""Calls between the two processes of the app: JSON lines over a pair of pipes that no one else can reach.

Either side may call the other; a call that waits for the author (a file dialog) keeps no other call from passing.
"""

import json
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import IO, Any

from blogdesk.errors import BlogDeskError, Conflict

log = logging.getLogger(__name__)
# Gets the name of a call and its values; what it gives, or the BlogDeskError it raises, goes back.
Answer = Callable[[str, dict[str, Any]], object]


class LinkClosed(Conflict):
    """The other process has ended."""

    code = "link-closed"


class Link:
    """One end of the pipes. Begin with `start`; `closed` is set when the other end is gone."""

    def __init__(self, reader: IO[bytes], writer: IO[bytes], answer: Answer, *, ended: Callable[[], None]) -> None:
        self._reader = reader
        self._writer = writer
        self._answer = answer
        self._ended = ended
        self._lock = threading.Lock()
        self._waiting: dict[int, Future[Any]] = {}
        self._number = 0
        self.closed = threading.Event()

    def start(self) -> None:
        """Listen from now on."""
        threading.Thread(target=self._listen, name="link", daemon=True).start()

    def tell(self, name: str, /, **values: object) -> None:
        """Call without waiting for an answer; nothing happens when the other side has ended."""
        try:
            self._send({"do": name, "with": values})
        except LinkClosed:
            log.info("%s was told to nobody", name)

    def call(self, name: str, /, *, limit_s: float | None = None, **values: object) -> Any:
        """Call and wait for the answer.

        Raises:
            Conflict: the other side's reason for not doing it.
            LinkClosed: the other side has ended.
            TimeoutError: no answer within the limit.
        """
        answer: Future[Any] = Future()
        with self._lock:
            self._number += 1
            number = self._number
            self._waiting[number] = answer
        try:
            self._send({"do": name, "with": values, "id": number})
            return answer.result(limit_s)
        finally:
            with self._lock:
                self._waiting.pop(number, None)

    def _send(self, message: dict[str, object]) -> None:
        line = json.dumps(message).encode("utf-8") + b"\n"
        with self._lock:
            try:
                self._writer.write(line)
                self._writer.flush()
            except (OSError, ValueError) as err:
                raise LinkClosed("The other half of BlogDesk has ended.") from err

    def _listen(self) -> None:
        try:
            for line in self._reader:
                self._take(json.loads(line))
        except (OSError, ValueError):
            log.info("the link broke off")
        self.closed.set()
        with self._lock:
            left = [*self._waiting.values()]
        for answer in left:
            answer.set_exception(LinkClosed("The other half of BlogDesk has ended."))
        self._ended()

    def _take(self, message: dict[str, Any]) -> None:
        if "do" in message:
            threading.Thread(target=self._do, args=(message,), name=f"link-{message['do']}", daemon=True).start()
            return
        with self._lock:
            answer = self._waiting.pop(message["id"], None)
        if answer is None:
            return
        if "error" in message:
            answer.set_exception(Conflict(message["error"], next_step=message["next_step"]))
        else:
            answer.set_result(message["gave"])

    def _do(self, message: dict[str, Any]) -> None:
        try:
            reply: dict[str, object] = {"gave": self._answer(message["do"], message["with"])}
        except BlogDeskError as err:
            reply = {"error": err.message, "next_step": err.next_step}
        except Exception:
            log.exception("%s failed", message["do"])
            reply = {"error": "That did not work.", "next_step": "Nothing was changed. Try again."}
        if "id" in message:
            self.reply(message["id"], reply)

    def reply(self, number: int, reply: dict[str, object]) -> None:
        """Send an answer; nobody waits for it when the other side has ended."""
        try:
            self._send({"id": number, **reply})
        except LinkClosed:
            log.info("an answer came too late")
