"""Who answers: what a client reads before anything else."""

from pydantic import Field

from blogdesk.wire.shapes import Moment, Shape, Uuid

# The header that every answer of an instance carries; without it, something else answered.
INSTANCE_HEADER = "BlogDesk-Instance"
API_MIN = 1
API_MAX = 1


class ApiRange(Shape):
    """The versions of the protocol that the server speaks."""

    min: int
    max: int


class Limits(Shape):
    """How much a request may hold (bytes), and how many may come in a minute with one token."""

    max_body: int
    max_media: int
    max_chunk: int
    writes_per_minute: int
    reads_per_minute: int


class InstanceInfo(Shape):
    """One instance. `epoch` changes when its database is restored or replaced."""

    instance_id: Uuid
    epoch: str
    name: str
    url: str
    api: ApiRange
    features: list[str] = Field(default_factory=list)
    limits: Limits
    renderer: str
    theme: str
    version: str
    server_time: Moment
