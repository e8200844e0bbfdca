"""A destination in memory with the real contract: preconditions, operation ids, uploads at an offset, tombstones."""

import hashlib
import itertools
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from blogdesk.core.http import FileSlice
from blogdesk.errors import OutsideFailure, PreconditionFailed, RemoteRefused, Unreachable
from blogdesk.publishing.destination import Capabilities, PictureFile, PostWrite, RemotePicture, UploadPlace, Written


@dataclass
class MemoryBlog:
    """Holds posts, pictures and uploads. `journal` names each thing that had an effect."""

    max_chunk_bytes: int = 1 << 30
    capabilities: Capabilities = field(default_factory=lambda: Capabilities("Memory"))
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    revs: dict[str, int] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    answers: dict[str, tuple[bytes, Written]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    uploads: dict[str, tuple[PictureFile, bytearray]] = field(default_factory=dict)
    journal: list[str] = field(default_factory=list)
    bytes_received: int = 0
    _numbers: Any = field(default_factory=itertools.count)

    def has_file(self, sha256: str) -> bool:
        return sha256 in self.files

    def begin_upload(self, picture: PictureFile) -> UploadPlace:
        url = f"/uploads/{next(self._numbers)}"
        if picture.sha256 in self.files:
            return UploadPlace(url, picture.size_bytes, complete=True)
        self.uploads[url] = (picture, bytearray())
        return UploadPlace(url)

    def upload_offset(self, url: str) -> int | None:
        found = self.uploads.get(url)
        return None if found is None else len(found[1])

    def append(self, url: str, part: FileSlice) -> int:
        if part.length > self.max_chunk_bytes:
            raise RemoteRefused("too large", status=413)
        if url not in self.uploads:
            raise RemoteRefused("no such upload", status=404)
        picture, got = self.uploads[url]
        if part.offset != len(got):
            raise RemoteRefused("wrong offset", status=409)
        with part.path.open("rb") as file:
            file.seek(part.offset)
            got += file.read(part.length)
        self.bytes_received += part.length
        if len(got) >= picture.size_bytes:
            self._complete(url, picture, bytes(got))
        return len(got)

    def _complete(self, url: str, picture: PictureFile, data: bytes) -> None:
        if hashlib.sha256(data).hexdigest() != picture.sha256:
            del self.uploads[url]
            raise RemoteRefused("the bytes are others", status=422, field="sha256")
        self.files[picture.sha256] = data
        self.journal.append(f"file {picture.sha256[:6]}")

    def keep_picture(self, picture: PictureFile) -> RemotePicture:
        if picture.sha256 not in self.files:
            raise RemoteRefused("no such file", status=409)
        self.pictures[str(picture.media_id)] = picture.sha256
        return RemotePicture(str(picture.media_id), f"/media/{picture.sha256}/original")

    def write_post(self, write: PostWrite) -> Written:
        key, post_id = str(write.op_id), str(write.post_id)
        if key in self.answers:
            body, answer = self.answers[key]
            if body != write.body:
                raise RemoteRefused("other body", status=422)
            return answer
        self._check(write, post_id)
        answer = self._carry_out(write, post_id)
        self.answers[key] = (write.body, answer)
        self.journal.append(f"{write.kind} {post_id[-4:]}")
        return answer

    def _check(self, write: PostWrite, post_id: str) -> None:
        there = post_id in self.posts
        if not there and write.if_match:
            raise RemoteRefused("no such post", status=404)
        if there and write.if_match != self.etag(post_id):
            gone = {"deleted_at": "2026-01-01T00:00:00Z", "id": post_id}
            current = gone if post_id in self.deleted else dict(self.posts[post_id])
            raise PreconditionFailed("newer", current=current, etag=self.etag(post_id))

    def _carry_out(self, write: PostWrite, post_id: str) -> Written:
        self.revs[post_id] = self.revs.get(post_id, 0) + 1
        if write.kind == "delete":
            self.deleted.add(post_id)
            return Written(None, self.etag(post_id))
        self.deleted.discard(post_id)
        sent = json.loads(write.body)
        self.posts[post_id] = {**self.posts.get(post_id, {}), **sent, "id": post_id, "rev": self.revs[post_id]}
        self.posts[post_id]["url"] = f"https://blog.example/posts/{self.posts[post_id].get('slug', '')}"
        return self.get_post(write.post_id)

    def etag(self, post_id: str) -> str:
        return f'"epoch123-{self.revs.get(post_id, 0)}"'

    def get_post(self, post_id: uuid.UUID) -> Written:
        key = str(post_id)
        if key not in self.posts or key in self.deleted:
            raise RemoteRefused("no such post", status=404)
        return Written(dict(self.posts[key]), self.etag(key))

    def edit(self, post_id: uuid.UUID, **fields: Any) -> None:
        """Somebody else writes there."""
        key = str(post_id)
        self.revs[key] += 1
        self.posts[key] = {**self.posts[key], **fields, "rev": self.revs[key]}


@dataclass
class Flaky:
    """A line to a destination that is cut before or after its `cut_at`-th call."""

    inner: MemoryBlog
    cut_at: int = -1
    after: bool = False
    error: OutsideFailure = field(default_factory=lambda: Unreachable("cut"))
    calls: int = 0

    @property
    def capabilities(self) -> Capabilities:
        return self.inner.capabilities

    def _through(self, name: str, *args: Any) -> Any:
        number, self.calls = self.calls, self.calls + 1
        if number == self.cut_at and not self.after:
            raise self.error
        try:
            return getattr(self.inner, name)(*args)
        finally:
            if number == self.cut_at and self.after:
                raise self.error

    def has_file(self, sha256: str) -> bool:
        return bool(self._through("has_file", sha256))

    def begin_upload(self, picture: PictureFile) -> UploadPlace:
        place: UploadPlace = self._through("begin_upload", picture)
        return place

    def upload_offset(self, url: str) -> int | None:
        offset: int | None = self._through("upload_offset", url)
        return offset

    def append(self, url: str, part: FileSlice) -> int:
        return int(self._through("append", url, part))

    def keep_picture(self, picture: PictureFile) -> RemotePicture:
        kept: RemotePicture = self._through("keep_picture", picture)
        return kept

    def write_post(self, write: PostWrite) -> Written:
        written: Written = self._through("write_post", write)
        return written

    def get_post(self, post_id: uuid.UUID) -> Written:
        written: Written = self._through("get_post", post_id)
        return written
