"""Which failures an endpoint may answer, and what each of them says."""

from blogdesk.api.endpoints import Endpoint

FAILURES = {
    400: "The request is malformed.",
    401: "There is no token, or it is not valid.",
    403: "The token or its account may not do that.",
    404: "There is no such thing, or it is not for this account to know.",
    405: "This address does not take that method.",
    409: "It cannot be done as things stand: a name is taken, or another request is at it.",
    410: "It was deleted, or the cursor is of another history.",
    412: "The revision is not the one that stands, which comes along as `current`.",
    413: "The request holds too much.",
    415: "The body is of a type that is not taken here.",
    422: "The input breaks rules; `errors` says which, by field.",
    428: "The write does not say what it is based on.",
    429: "Too many requests; `Retry-After` says when to come again.",
    500: "The server failed.",
    503: "The server is busy; `Retry-After` says when to come again.",
    507: "The server has no space left.",
}
# What the `code` of a problem says: its `type` leads to the line of it in the documentation.
CODES = {
    "author-unknown": "There is nobody of that username.",
    "bad-idempotency-key": "The Idempotency-Key is not 1 to 64 visible ASCII characters.",
    "bad-offset": "Upload-Offset is not a number of bytes.",
    "bad-precondition": "If-Match or If-None-Match holds something else than ETags.",
    "bad-request": "The request is malformed.",
    "busy": "The database is busy: send the same request again.",
    "bytes-missing": "The bytes of the picture were not uploaded.",
    "conflict": "It cannot be done as things stand.",
    "cursor-invalid": "The cursor is not of this database's history: list everything anew, delete nothing.",
    "deleted": "The post is in the trash.",
    "disk-full": "The server has no space left; nothing was changed.",
    "forbidden": "The account may not do that.",
    "hash-mismatch": "All bytes came, but not those that were announced: begin the upload anew.",
    "idempotency-key-reused": "The key was used for another request.",
    "insufficient-scope": "The token or its account lacks the scope that is named.",
    "invalid-grant": "Password or refresh token are not accepted.",
    "invalid-input": "The input breaks rules; `errors` says which, by field.",
    "invalid-token": "The token is unknown, expired or revoked.",
    "method-not-allowed": "The address does not take that method.",
    "not-found": "There is no such thing, or it is not for this account to know.",
    "offset-mismatch": "The piece does not begin where the upload has come to.",
    "other-picture": "Another picture has this id.",
    "picture-missing": "A picture that the post shows is not here: send it first.",
    "picture-refused": "The file is no picture that is taken here.",
    "precondition-required": "The write does not say what it is based on.",
    "server-error": "The server failed; what was saved before is safe.",
    "slug-taken": "Another post has this address.",
    "stale-revision": "The revision is not the one that stands.",
    "storage": "The server's disk refused; nothing was changed.",
    "token-in-address": "A token came in the address, where logs keep it: revoke it.",
    "token-required": "This needs a token.",
    "too-large": "The request holds too much.",
    "too-many-attempts": "Too many attempts to sign in.",
    "too-many-requests": "Too many requests in a minute.",
    "unsupported-media-type": "The body is of a type that is not taken here.",
    "wrong-host": "This server does not answer for the host name that was asked.",
    "written-meanwhile": "Another request wrote the same at this moment: send the same request again.",
}


def failures_of(endpoint: Endpoint) -> list[int]:
    """The failures that come of what the endpoint takes."""
    found = {400, 405, 429, 500, 503}
    if not endpoint.public or endpoint.path.startswith("/auth/"):
        found |= {401, 403}
    if "<" in endpoint.path or endpoint.query:
        found.add(404)
    if endpoint.query or endpoint.body or endpoint.file_field or endpoint.takes_bytes:
        found.add(422)
    if endpoint.method != "GET":
        found |= {404, 409, 413, 415, 422, 507}
    if {"If-Match", "If-None-Match"} & set(endpoint.headers):
        found |= {412, 428}
    if endpoint.query:
        found.add(404)
    if endpoint.tag in {"changes", "posts"}:
        found.add(410)
    return sorted(found)
