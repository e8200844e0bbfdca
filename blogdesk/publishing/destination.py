"""What a place to publish to can be asked for. Each kind of destination keeps this contract, and so do the fakes.

Every write carries its own precondition and operation id: sent again it has the effect of one. Every call may raise
an OutsideFailure, whose `permanent` says whether the same call may succeed later.
"""

import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from blogdesk.core.http import FileSlice


@dataclass(frozen=True)
class Capabilities:
    """What a destination can do; `max_media_bytes` and `max_chunk_bytes` as it told, or our own caution."""

    name: str
    max_chunk_bytes: int = 8 * 1024 * 1024
    max_media_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True)
class PictureFile:
    """A picture ready to leave: the copy without metadata, by its hash, and its words."""

    media_id: uuid.UUID
    path: Path
    sha256: str
    size_bytes: int
    mime: str
    name: str = ""
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True)
class UploadPlace:
    """Where an upload goes on, and the next byte that is expected there. `complete`: nothing is missing."""

    url: str
    offset: int = 0
    complete: bool = False


@dataclass(frozen=True)
class RemotePicture:
    """A picture as the destination has it."""

    id: str
    url: str


@dataclass(frozen=True)
class PostWrite:
    """One write of a post: `kind` is create, update, unpublish or delete; `body` its exact bytes."""

    op_id: uuid.UUID
    post_id: uuid.UUID
    kind: str
    if_match: str
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Written:
    """The whole post as the destination has it after a write or at a read; `post` is None when it is deleted."""

    post: dict[str, Any] | None = field(repr=False)
    etag: str = ""


class Destination(Protocol):
    """A blog that takes posts. Calls raise OutsideFailure."""

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""

    def has_file(self, sha256: str) -> bool:
        """Whether it has a file of this hash, so that nothing needs to be sent."""

    def begin_upload(self, picture: PictureFile) -> UploadPlace:
        """Announce a file; complete at once when it has the bytes already."""

    def upload_offset(self, url: str) -> int | None:
        """The next byte that an upload expects; None when it is no longer known."""

    def append(self, url: str, part: FileSlice) -> int:
        """Send some bytes; the offset afterwards. RemoteRefused 409: they do not fit; 413: too many at once."""

    def keep_picture(self, picture: PictureFile) -> RemotePicture:
        """Make the uploaded bytes a picture, under our own id where it can be."""

    def write_post(self, write: PostWrite) -> Written:
        """Create, replace, unpublish or delete a post.

        Raises:
            PreconditionFailed: it has another version than `if_match`, or one at all when it was to be created.
        """

    def get_post(self, post_id: uuid.UUID) -> Written:
        """The post as it is now."""
