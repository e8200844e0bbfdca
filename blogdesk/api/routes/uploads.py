"""Uploads in pieces that survive a cut line: begin, ask how far it came, go on at that byte."""

from flask import request

from blogdesk.api.caller import Caller
from blogdesk.api.endpoints import Answer, Routes
from blogdesk.api.limits import MAX_CHUNK_BYTES
from blogdesk.api.problems import Refused
from blogdesk.api.representations import parse_id
from blogdesk.core.transactions import transaction
from blogdesk.errors import NotFound
from blogdesk.media import uploads
from blogdesk.media.models import Upload
from blogdesk.media.service import find_by_hash
from blogdesk.wire import media as wire

routes = Routes("media")
OFFSET_TYPE = "application/offset+octet-stream"


def show_upload(upload: Upload) -> wire.Upload:
    """An upload on the wire."""
    return wire.Upload(
        id=upload.id,
        sha256=upload.sha256,
        size_bytes=upload.size_bytes,
        offset=upload.offset_bytes,
        complete=upload.completed_at is not None,
        expires_at=upload.expires_at,
    )


@routes.add("POST", "/uploads", scope="media:write", body=wire.UploadRequest,
            answers={200: wire.Upload, 201: wire.Upload})  # fmt: skip
def begin_upload(caller: Caller, body: wire.UploadRequest) -> Answer:
    """Begin an upload, or find the one of the same bytes that is under way (200).

    `complete` says that nothing has to be sent; the picture is then kept by `PUT /media/{id}`.
    """
    with transaction():
        known = find_by_hash(body.sha256)
        upload = uploads.begin_upload(body.sha256, size_bytes=body.size_bytes, mime=body.mime, user_id=caller.user_id)
        if known is not None and known.deleted_at is None:
            uploads.complete_without_bytes(upload)
        shown = show_upload(upload)
    headers = {"Location": f"{request.root_path}/api/v1/uploads/{shown.id}", "Upload-Offset": str(shown.offset)}
    return Answer(shown, 200 if shown.offset else 201, headers=headers)


@routes.add("GET", "/uploads/<upload>", scope="media:write", answers={200: wire.Upload})
def read_upload(caller: Caller, upload: str) -> Answer:
    """Read how far an upload came; the header `Upload-Offset` says it to a HEAD, too."""
    found = _find(caller, upload)
    headers = {"Upload-Offset": str(found.offset_bytes), "Cache-Control": "no-store"}
    return Answer(show_upload(found), headers=headers)


@routes.add("PATCH", "/uploads/<upload>", scope="media:write", takes_bytes=True, headers=("Upload-Offset",),
            answers={200: wire.Upload})  # fmt: skip
def append_to_upload(caller: Caller, upload: str) -> Answer:
    """Go on with an upload at the byte that `Upload-Offset` names.

    409 with the true offset in the same header when it is another; 422 when all is there and the hash is wrong: the
    upload is then forgotten, and begins anew.
    """
    offset = _offset()
    request.max_content_length = MAX_CHUNK_BYTES
    if request.mimetype not in {OFFSET_TYPE, "application/octet-stream"}:
        raise Refused(415, "unsupported-media-type", f"The body is not {OFFSET_TYPE}.")
    data = request.get_data(cache=False)
    try:
        with transaction():
            found = _find(caller, upload)
            stands = uploads.append_to_upload(found, data, offset=offset)
            shown = show_upload(found) if stands else None
    except uploads.OffsetMismatch as err:
        headers = {"Upload-Offset": str(err.offset)}
        raise Refused(409, err.code, err.message, next_step=err.next_step, headers=headers) from err
    if shown is None:
        raise Refused(
            422,
            "hash-mismatch",
            "All bytes came, but they are not those announced.",
            next_step="Begin the upload anew.",
        )
    return Answer(shown, headers={"Upload-Offset": str(shown.offset)})


def _find(caller: Caller, upload: str) -> Upload:
    upload_id = parse_id(upload)
    if upload_id is None:
        raise NotFound("There is no such upload.")
    return uploads.get_upload(upload_id, user_id=caller.user_id)


def _offset() -> int:
    text = request.headers.get("Upload-Offset", "")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Refused(400, "bad-offset", "Upload-Offset is a number of bytes.")
    return int(text)
