"""Approving an app: OAuth 2.0 authorization code with PKCE for programs on the owner's own computer.

RFC 6749 section 4.1 (code), RFC 7636 (PKCE, S256 only), RFC 8252 section 7.3 (loopback redirect, any port). The app is
not registered: what protects it is that the code goes to this computer alone and is worth nothing without the verifier.
"""

import base64
import hashlib
import hmac
import re
import secrets
import uuid
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select, update

from blogdesk.accounts import audit, tokens
from blogdesk.accounts.models import AccessToken, AuthorizationCode, User
from blogdesk.accounts.token_text import TokenText, hash_secret
from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.errors import FieldFault, InvalidInput

# Long enough for a redirect and one request, too short for a code that was found later.
LIFE = timedelta(seconds=60)
# RFC 7636 section 4.1 and 4.2: 43 to 128 unreserved characters; S256 gives 43.
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
# The literal address, never `localhost`: a name may resolve elsewhere (RFC 8252 section 8.3).
_LOOPBACK = re.compile(r"http://127\.0\.0\.1:([1-9]\d{0,4})/[A-Za-z0-9._~/-]{1,200}")
MAX_NAME = 100
MAX_STATE = 500


@dataclass(frozen=True)
class AuthorizationRequest:
    """What an app asks its owner's blog for. `challenge` is the S256 of the verifier that the app keeps."""

    client_name: str
    redirect_uri: str
    state: str
    challenge: str
    scopes: tuple[str, ...]


def is_loopback(redirect_uri: str) -> bool:
    """Whether the address is of a program on the owner's own computer."""
    found = _LOOPBACK.fullmatch(redirect_uri)
    return found is not None and int(found[1]) <= 65_535 and ".." not in redirect_uri and "//" not in redirect_uri[7:]


def read_request(values: dict[str, str]) -> AuthorizationRequest:
    """The request in the query of `/oauth/authorize`.

    Raises:
        InvalidInput: with every fault. Nothing may be redirected then: the address itself may be the attack.
    """
    faults = []
    if values.get("response_type") != "code":
        faults.append(FieldFault("response_type", "is code"))
    if values.get("code_challenge_method") != "S256" or not _CHALLENGE.fullmatch(values.get("code_challenge", "")):
        faults.append(FieldFault("code_challenge", "is the S256 challenge of RFC 7636"))
    if not is_loopback(values.get("redirect_uri", "")):
        faults.append(FieldFault("redirect_uri", "is http://127.0.0.1 with a port and a path"))
    if not 8 <= len(values.get("state", "")) <= MAX_STATE:
        faults.append(FieldFault("state", f"has 8 to {MAX_STATE} characters"))
    scopes = tuple(values.get("scope", "").split())
    faults += [FieldFault("scope", f"“{scope[:40]}” is not a scope") for scope in scopes if scope not in tokens.SCOPES]
    name = " ".join(values.get("client_name", "").split()) or "BlogDesk"
    if len(name) > MAX_NAME or not scopes:
        faults.append(FieldFault("client_name" if scopes else "scope", "is too long" if scopes else "is missing"))
    if faults:
        raise InvalidInput(faults, next_step="Nothing was approved. Start again from the app.")
    return AuthorizationRequest(name, values["redirect_uri"], values["state"], values["code_challenge"], scopes)


def redirect_with(request: AuthorizationRequest, **answer: str) -> str:
    """The app's address with the answer and the app's own `state` (RFC 6749 section 4.1.2)."""
    return f"{request.redirect_uri}?{urlencode({**answer, 'state': request.state})}"


def redirect_origin(redirect_uri: str) -> str:
    """Scheme, host and port of an address: what a Content-Security-Policy names."""
    address = urlsplit(redirect_uri)
    return f"{address.scheme}://{address.netloc}"


def approve(user: User, request: AuthorizationRequest, *, address: str = "") -> str:
    """The code for an approval by this account. Flushes.

    The app gets what it asks for as far as the account's role goes.

    Raises:
        InvalidInput: the account may do nothing of what the app asks for.
    """
    scopes = tokens.check_scopes(user, tokens.scopes_within(user, request.scopes))
    code = secrets.token_urlsafe(32)
    row = AuthorizationCode(
        user_id=user.id, secret_hash=hash_secret(code), client_name=request.client_name,
        redirect_uri=request.redirect_uri, challenge=request.challenge, scopes=scopes, expires_at=now() + LIFE,
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    audit.record("app.approved", actor_id=user.id, subject=("code", row.id), address=address, name=request.client_name)
    return code


def challenge_of(verifier: str) -> str:
    """S256 of RFC 7636 section 4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def burn_if_used(code: str) -> bool:
    """Whether the code was used before; then every token it gave is revoked (RFC 6749 section 10.5)."""
    row = _find(code)
    if row is None or row.used_at is None:
        return False
    tokens.revoke_family(row.id)
    audit.record("app.code-replayed", actor_id=row.user_id, subject=("code", row.id))
    return True


def _find(code: str) -> AuthorizationCode | None:
    query = select(AuthorizationCode).where(AuthorizationCode.secret_hash == hash_secret(code))
    return db.session.scalars(query).one_or_none()


def exchange(code: str, *, verifier: str, redirect_uri: str) -> tuple[AccessToken, TokenText] | None:
    """The token for a code: once, within a minute, to the one who holds the verifier; else None. Flushes."""
    row = _find(code)
    if row is None or row.expires_at <= now() or not row.user.is_active or redirect_uri != row.redirect_uri:
        return None
    proven = _VERIFIER.fullmatch(verifier) and hmac.compare_digest(challenge_of(verifier), row.challenge)
    if not proven or not _use(row.id):
        return None
    return tokens.issue(row.user, name=row.client_name, scopes=row.scopes, kind="app", family_id=row.id)


def _use(code_id: uuid.UUID) -> bool:
    """Mark the code as used; False when another request was first."""
    unused = update(AuthorizationCode).where(AuthorizationCode.id == code_id, AuthorizationCode.used_at.is_(None))
    return db.session.execute(unused.values(used_at=now()).returning(AuthorizationCode.id)).scalar() is not None
