"""Runs the engine's steps against a real destination: sends what it asks for, commits what it states."""

from collections.abc import Callable

from blogdesk.errors import OutsideFailure
from blogdesk.publishing.destination import Destination
from blogdesk.sync.effects import Commit, Fact
from blogdesk.sync.engine import Steps


def drive(steps: Steps, destination: Destination, commit: Callable[[Fact], None]) -> None:
    """Run the steps to their end. A failure that the engine does not handle comes out as it is.

    Raises:
        OutsideFailure: from the destination; what was committed until then stays.
    """
    try:
        effect = next(steps)
        while True:
            if isinstance(effect, Commit):
                commit(effect.fact)
                effect = steps.send(None)
                continue
            try:
                answer = effect.call.run(destination)
            except OutsideFailure as err:
                effect = steps.throw(err)
            else:
                effect = steps.send(answer)
    except StopIteration:
        return
