"""Who asks: the bearer token of a request, what it allows, and how often it may be used."""

import uuid
from dataclasses import dataclass

from flask import g, request

from blogdesk.accounts import tokens
from blogdesk.accounts.models import AccessToken
from blogdesk.api.problems import Refused
from blogdesk.core import rate_limits
from blogdesk.core.transactions import transaction
from blogdesk.settings.service import SiteSettings, site_settings

_READING = frozenset({"GET", "HEAD", "OPTIONS"})
# What a stranger may try in a minute: reading the root, asking for a token.
ANONYMOUS_PER_MINUTE = 1_200


@dataclass(frozen=True)
class Caller:
    """The account behind a token. `permissions`: what both its role and the token's scopes allow."""

    user_id: uuid.UUID
    username: str
    token_id: uuid.UUID
    family_id: uuid.UUID | None
    permissions: frozenset[str]

    def may(self, permission: str) -> bool:
        """Whether it is allowed."""
        return permission in self.permissions

    def require(self, permission: str) -> None:
        """Refuse unless it is allowed.

        Raises:
            Refused: 403, with the scope that is missing (RFC 6750 section 3.1).
        """
        if not self.may(permission):
            raise Refused(
                403,
                "insufficient-scope",
                f"This needs “{permission}”, which the token or its account does not have.",
                next_step="Nothing was changed. Connect again, or make a token with that scope.",
                headers={"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{permission}"'},
            )


def find_caller() -> Caller:
    """The one whose token the request carries; counts the request against the token's limit.

    Raises:
        Refused: 400 for a token in the address, 401 without a live token, 429 when it came too often.
    """
    _refuse_token_in_address()
    scheme, _, text = request.headers.get("Authorization", "").partition(" ")
    token = tokens.find_token(text.strip()) if scheme.lower() == "bearer" else None
    if token is None or token.kind == "refresh":
        count("anonymous", request.remote_addr or "", limit=ANONYMOUS_PER_MINUTE)
        raise _unauthorized(tried=bool(text))
    count_use(token)
    caller = _caller_of(token)
    if tokens.is_stale(token):
        with transaction():
            tokens.touch_token(caller.token_id)
    return caller


def _refuse_token_in_address() -> None:
    if {"access_token", "token"} & set(request.args):
        raise Refused(
            400,
            "token-in-address",
            "A token in an address ends up in logs and histories.",
            next_step="Send it as “Authorization: Bearer …”, and revoke this one.",
        )


def _unauthorized(*, tried: bool) -> Refused:
    return Refused(
        401,
        "invalid-token" if tried else "token-required",
        "The token is unknown, expired or revoked." if tried else "This needs a token.",
        next_step="Connect again, or send a live token as “Authorization: Bearer …”.",
        headers={"WWW-Authenticate": 'Bearer realm="BlogDesk"' + (', error="invalid_token"' if tried else "")},
    )


def _caller_of(token: AccessToken) -> Caller:
    scopes, role = set(token.scopes), set(token.user.role.permissions)
    allowed = {name for name in role if name in scopes or name not in tokens.SCOPES}
    if "posts:read" in scopes:
        allowed.add("posts:read")
    return Caller(token.user_id, token.user.username, token.id, token.family_id, frozenset(allowed))


def site() -> SiteSettings:
    """The site's settings, read once a request."""
    if "site" not in g:
        g.site = site_settings()
    found: SiteSettings = g.site
    return found


def forget_site() -> None:
    """Have the settings read again: they were changed."""
    g.pop("site", None)


def count_use(token: AccessToken) -> None:
    """Count a request of this token."""
    reading = request.method in _READING
    limit = site().api_reads_per_minute if reading else site().api_writes_per_minute
    count("reads" if reading else "writes", str(token.id), limit=limit)


def count(name: str, key: str, *, limit: int) -> None:
    """Count a request; the answer will carry where the count stands.

    Raises:
        Refused: 429 with Retry-After.
    """
    verdict = rate_limits.hit(f"api-{name}", key, limit=limit)
    g.rate_headers = verdict.headers()
    if not verdict.allowed:
        raise Refused(
            429,
            "too-many-requests",
            f"More than {limit} requests in a minute.",
            next_step=f"Nothing was changed. Try again in {verdict.reset_s} seconds.",
            headers=verdict.headers(),
        )
