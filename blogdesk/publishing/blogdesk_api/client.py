"""A destination that is a blog of ours, through its REST API."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import blogdesk
from blogdesk.core.http import FileSlice, HttpClient, HttpRequest, origin_of
from blogdesk.core.http_answers import HttpAnswer
from blogdesk.errors import NotABlog, RemoteRefused
from blogdesk.publishing.blogdesk_api.answers import check_answer, json_object, not_a_blog
from blogdesk.publishing.blogdesk_api.mapping import as_bytes
from blogdesk.publishing.destination import Capabilities, PictureFile, PostWrite, RemotePicture, UploadPlace, Written

_JSON = "application/json"
_METHOD = {"create": "PUT", "update": "PUT", "unpublish": "PATCH", "delete": "DELETE"}


@dataclass(frozen=True)
class BlogAddress:
    """Where a blog is, who it must be, and what opens it. `url` has no slash at its end."""

    url: str
    instance_id: str = ""
    token: str = field(default="", repr=False)


class BlogDeskApi:
    """Keeps the Destination contract over HTTP."""

    def __init__(self, http: HttpClient, address: BlogAddress, capabilities: Capabilities) -> None:
        self._http = http
        self._address = address
        self._capabilities = capabilities

    @property
    def capabilities(self) -> Capabilities:
        """What the blog told at `GET /api/v1`."""
        return self._capabilities

    def has_file(self, sha256: str) -> bool:
        """HEAD of the hash."""
        try:
            self._call("HEAD", f"/media/sha256:{sha256}")
        except RemoteRefused as err:
            if err.status == 404:
                return False
            raise
        return True

    def begin_upload(self, picture: PictureFile) -> UploadPlace:
        """POST of an upload; its place comes back in Location."""
        body = {"sha256": picture.sha256, "size_bytes": picture.size_bytes, "mime": picture.mime}
        answer = self._call("POST", "/uploads", as_bytes(body))
        upload = json_object(answer)
        url = self._own_url(answer.headers.get("location") or f"{self._api}/uploads/{upload.get('id')}")
        return UploadPlace(url, int(upload.get("offset") or 0), bool(upload.get("complete")))

    def upload_offset(self, url: str) -> int | None:
        """HEAD of the upload."""
        try:
            return _offset(self._call("HEAD", self._own_url(url)))
        except RemoteRefused as err:
            if err.status in {404, 410}:
                return None
            raise

    def append(self, url: str, part: FileSlice) -> int:
        """PATCH at the offset."""
        headers = {"Upload-Offset": str(part.offset), "Content-Type": "application/offset+octet-stream"}
        return _offset(self._call("PATCH", self._own_url(url), part, headers))

    def keep_picture(self, picture: PictureFile) -> RemotePicture:
        """PUT of the picture under our id."""
        body = {"sha256": picture.sha256, "name": picture.name, "alt": picture.alt, "caption": picture.caption}
        kept = json_object(self._call("PUT", f"/media/{picture.media_id}", as_bytes(body)))
        return RemotePicture(str(kept.get("id") or picture.media_id), str(kept.get("url") or ""))

    def write_post(self, write: PostWrite) -> Written:
        """PUT, PATCH or DELETE under the operation's id and precondition."""
        guard = {"If-Match": write.if_match} if write.if_match else {"If-None-Match": "*"}
        kind = "application/merge-patch+json" if write.kind == "unpublish" else _JSON
        headers = {**guard, "Idempotency-Key": str(write.op_id), "Content-Type": kind}
        body = None if write.kind == "delete" else write.body
        answer = self._call(_METHOD[write.kind], f"/posts/{write.post_id}", body, headers)
        if write.kind == "delete":
            return Written(None, answer.headers.get("etag", ""))
        return self._written(answer, write.post_id)

    def get_post(self, post_id: uuid.UUID) -> Written:
        """GET of the post."""
        return self._written(self._call("GET", f"/posts/{post_id}"), post_id)

    def _written(self, answer: HttpAnswer, post_id: uuid.UUID) -> Written:
        post = json_object(answer)
        etag = answer.headers.get("etag", "")
        if post.get("id") != str(post_id) or not etag or "markdown" not in post:
            raise not_a_blog(self._address.url)
        return Written(post, etag)

    @property
    def _api(self) -> str:
        return f"{self._address.url}/api/v1"

    def _own_url(self, place: str) -> str:
        """An address that the blog gave, which must be the blog's own: the token goes there."""
        url = urljoin(f"{self._api}/", place)
        if origin_of(url) != origin_of(self._address.url):
            raise RemoteRefused(f"{self._address.url} sends uploads to another host.", status=0, next_step="")
        return url

    def _call(
        self, method: str, path: str, body: bytes | FileSlice | None = None, headers: Mapping[str, str] | None = None
    ) -> HttpAnswer:
        url = path if path.startswith("http") else f"{self._api}{path}"
        sent: dict[str, Any] = {"Accept": _JSON, "BlogDesk-Client": blogdesk.__version__}
        if body is not None:
            sent["Content-Type"] = _JSON
        request = HttpRequest(method, url, {**sent, **(headers or {})}, body, self._address.token)
        try:
            answer = self._http.send(request)
        except RemoteRefused as err:
            # A redirect elsewhere is no answer of the blog: a network that wants a sign-in does that to every request.
            raise NotABlog(err.message, next_step=err.next_step) from err
        return check_answer(answer, instance_id=self._address.instance_id)


def _offset(answer: HttpAnswer) -> int:
    value = answer.headers.get("upload-offset", "")
    if not value.isdigit():
        raise not_a_blog(answer.url)
    return int(value)
