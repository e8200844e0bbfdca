"""Tokens, signing in, and the code exchange of OAuth on the wire."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from blogdesk.wire.shapes import WHOLE, Moment, Request, Shape, Uuid

Scope = Literal["posts:read", "posts:write", "posts:publish", "media:write", "comments:moderate", "settings:write"]
SCOPES: tuple[Scope, ...] = (
    "posts:read", "posts:write", "posts:publish", "media:write", "comments:moderate", "settings:write",
)  # fmt: skip
Secret = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]


class Token(Shape):
    """A token, without its secret."""

    id: Uuid
    name: str
    kind: str
    prefix: str
    scopes: list[str]
    created_at: Moment
    last_used_at: Moment | None = None
    expires_at: Moment | None = None


class NewToken(Token):
    """A token with its secret, which is shown this once."""

    token: str


class TokenRequest(Request):
    """A personal token to be made."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    scopes: list[Scope] = Field(min_length=1, max_length=len(SCOPES))
    expires_in_days: Annotated[int, Field(ge=1, le=3_650), WHOLE] | None = None


class LoginRequest(Request):
    """Signing in without a browser."""

    email: Annotated[str, StringConstraints(min_length=1, max_length=254)]
    password: Secret


class RefreshRequest(Request):
    """A new access token for a refresh token, which this uses up."""

    refresh_token: Secret


class AccessAnswer(Shape):
    """RFC 6749 section 5.1. `expires_in` is in seconds; a token without it lasts until it is revoked."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 - the kind of token, not one
    expires_in: int | None = None
    refresh_token: str | None = None
    scope: str


class User(Shape):
    """What anybody may know of somebody with an account."""

    username: str
    name: str
    bio: str = ""
    url: str = ""


class PreviewRequest(Request):
    """A text to be rendered as a post would be."""

    markdown: Annotated[str, StringConstraints(max_length=5_000_000)]


class Preview(Shape):
    """The rendered text."""

    html: str
