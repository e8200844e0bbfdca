"""Pictures and uploads on the wire."""

from typing import Annotated

from pydantic import Field, StringConstraints

from blogdesk.wire.shapes import WHOLE, Moment, Request, Sha256, Shape, Uuid

# The largest file a blog takes; a blog may say less at its root.
MAX_BYTES = 64 * 1024 * 1024
Alt = Annotated[str, StringConstraints(max_length=2_000)]


class MediaRendition(Shape):
    """A smaller or other form of a picture; sizes in pixels."""

    name: str
    url: str
    mime: str
    width: int
    height: int


class Media(Shape):
    """A picture as the server has it. `sha256` is of the bytes that were sent. Sizes are pixels after orientation."""

    id: Uuid
    sha256: str
    mime: str
    size_bytes: int
    width: int
    height: int
    animated: bool = False
    name: str = ""
    alt: str = ""
    caption: str = ""
    rev: int
    url: str
    renditions: list[MediaRendition] = Field(default_factory=list)
    created_at: Moment
    updated_at: Moment


class MediaWrite(Request):
    """`PUT /media/{id}`: which uploaded bytes the picture is of, and its words."""

    sha256: Sha256
    name: Annotated[str, StringConstraints(max_length=255)] = ""
    alt: Alt = ""
    caption: Alt = ""


class UploadRequest(Request):
    """`POST /uploads`: the file that is about to come in pieces."""

    sha256: Sha256
    size_bytes: Annotated[int, Field(ge=1, le=MAX_BYTES), WHOLE]
    mime: Annotated[str, StringConstraints(max_length=40)] = "application/octet-stream"


class Upload(Shape):
    """How far an upload has come: the next byte expected is at `offset`."""

    id: Uuid
    sha256: str
    size_bytes: int
    offset: int
    complete: bool = False
    expires_at: Moment
