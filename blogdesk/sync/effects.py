"""What the engine asks the world for: to send something, or to commit something. Data only; the driver carries it out.

Each call knows which method of a Destination it stands for, so that the same engine runs over HTTP, over a fake, and
over a simulation. Each fact is committed in a transaction of its own.
"""

import uuid
from dataclasses import dataclass

from blogdesk.core.http import FileSlice
from blogdesk.publishing.destination import (
    Destination,
    PictureFile,
    PostWrite,
    RemotePicture,
    UploadPlace,
    Written,
)


@dataclass(frozen=True)
class HasFile:
    """Is the file there already?"""

    sha256: str

    def run(self, destination: Destination) -> bool:
        """Ask it."""
        return destination.has_file(self.sha256)


@dataclass(frozen=True)
class BeginUpload:
    """Announce a file."""

    picture: PictureFile

    def run(self, destination: Destination) -> UploadPlace:
        """Ask it."""
        return destination.begin_upload(self.picture)


@dataclass(frozen=True)
class FindOffset:
    """How far has the upload come?"""

    url: str

    def run(self, destination: Destination) -> int | None:
        """Ask it."""
        return destination.upload_offset(self.url)


@dataclass(frozen=True)
class Append:
    """The next bytes of an upload."""

    url: str
    part: FileSlice

    def run(self, destination: Destination) -> int:
        """Ask it."""
        return destination.append(self.url, self.part)


@dataclass(frozen=True)
class KeepPicture:
    """Make the bytes a picture."""

    picture: PictureFile

    def run(self, destination: Destination) -> RemotePicture:
        """Ask it."""
        return destination.keep_picture(self.picture)


@dataclass(frozen=True)
class WritePost:
    """The write itself."""

    write: PostWrite

    def run(self, destination: Destination) -> Written:
        """Ask it."""
        return destination.write_post(self.write)


@dataclass(frozen=True)
class GetPost:
    """The post as it is there."""

    post_id: uuid.UUID

    def run(self, destination: Destination) -> Written:
        """Ask it."""
        return destination.get_post(self.post_id)


@dataclass(frozen=True)
class UploadAt:
    """Fact: the upload of this picture goes on at `place`."""

    media_id: uuid.UUID
    sha256: str
    place: UploadPlace


@dataclass(frozen=True)
class PictureThere:
    """Fact: the destination has this picture."""

    media_id: uuid.UUID
    sha256: str
    remote: RemotePicture


@dataclass(frozen=True)
class Attempted:
    """Fact: the write is about to leave, and may arrive from here on."""

    op_id: uuid.UUID


@dataclass(frozen=True)
class Acknowledged:
    """Fact: the write was carried out; `written` is the whole post as the destination has it."""

    op_id: uuid.UUID
    written: Written


@dataclass(frozen=True)
class Rebased:
    """Fact: the destination has another revision of what we agreed on, which says the same. Plan again from there."""

    op_id: uuid.UUID
    theirs: Written


@dataclass(frozen=True)
class Conflicted:
    """Fact: somebody else wrote there. Nothing was changed; all texts are kept."""

    op_id: uuid.UUID
    theirs: Written


@dataclass(frozen=True)
class Refused:
    """Fact: the destination will not take this write as it is; sending it again does not help."""

    op_id: uuid.UUID
    message: str
    next_step: str


Fact = UploadAt | PictureThere | Attempted | Acknowledged | Rebased | Conflicted | Refused
Sent = HasFile | BeginUpload | FindOffset | Append | KeepPicture | WritePost | GetPost


@dataclass(frozen=True)
class Send:
    """Effect: ask the destination; its answer, or its OutsideFailure, comes back at this place."""

    call: Sent


@dataclass(frozen=True)
class Commit:
    """Effect: keep a fact, durably, before going on."""

    fact: Fact


Effect = Send | Commit
