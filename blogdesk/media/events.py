"""What pictures announce after a commit."""

import uuid
from dataclasses import dataclass


@dataclass(frozen=True)
class MediaKept:
    """New pictures are on disk; their renditions are still to be made."""

    media_ids: tuple[uuid.UUID, ...]


@dataclass(frozen=True)
class MediaChanged:
    """A picture's description or renditions are others now; what shows it is to be rendered again."""

    media_id: uuid.UUID
