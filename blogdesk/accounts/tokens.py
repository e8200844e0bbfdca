"""Bearer tokens: made, found, used, revoked. The secret leaves `issue` once and is kept as a hash."""

import hmac
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from blogdesk.accounts import audit
from blogdesk.accounts.models import AccessToken, User
from blogdesk.accounts.roles import may
from blogdesk.accounts.token_text import TokenText, hash_secret, make_token, read_token
from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.core.ids import uuid7
from blogdesk.errors import FieldFault, InvalidInput, NotFound

SCOPES = ("posts:read", "posts:write", "posts:publish", "media:write", "comments:moderate", "settings:write")
# How fresh `last_used_at` is kept.
USED_EVERY = timedelta(minutes=1)
# How long a token lasts that was given for a password; a refresh token renews it.
ACCESS_LIFE = timedelta(minutes=30)
REFRESH_LIFE = timedelta(days=60)
# What `issue` may give to the owner's own tools.
OWN_KINDS = ("personal", "app")


@dataclass(frozen=True)
class TokenPair:
    """A short-lived token and the one that renews it."""

    access: TokenText
    refresh: TokenText
    expires_in_s: int
    scopes: tuple[str, ...]


def check_scopes(user: User, scopes: Iterable[str]) -> list[str]:
    """The scopes in their own order, without doubles; all must exist and lie within the role of the account.

    Raises:
        InvalidInput: with every fault.
    """
    wanted = set(scopes)
    faults = [FieldFault("scopes", f"“{scope}” is not a scope") for scope in sorted(wanted - set(SCOPES))]
    faults += [
        FieldFault("scopes", f"“{scope}” is more than the role {user.role_name} may do")
        for scope in SCOPES
        if scope in wanted and scope != "posts:read" and not may(user, scope)
    ]
    if not wanted:
        faults.append(FieldFault("scopes", "names at least one scope"))
    if faults:
        raise InvalidInput(faults, next_step="No token was made.")
    return [scope for scope in SCOPES if scope in wanted]


def scopes_within(user: User, scopes: Iterable[str]) -> list[str]:
    """Those of the scopes that the account's role allows, in their own order."""
    wanted = set(scopes)
    return [scope for scope in SCOPES if scope in wanted and (scope == "posts:read" or may(user, scope))]


def issue(
    user: User,
    *,
    name: str,
    scopes: Iterable[str],
    kind: str = "personal",
    expires_at: datetime | None = None,
    family_id: uuid.UUID | None = None,
) -> tuple[AccessToken, TokenText]:
    """A new token and its text. Tokens of one `family_id` are revoked together. Flushes.

    Raises:
        InvalidInput: a scope is unknown or beyond the account's role, or the expiry has passed.
    """
    kept_scopes = check_scopes(user, scopes)
    if expires_at is not None and expires_at <= now():
        raise InvalidInput([FieldFault("expires_at", "has passed")], next_step="No token was made.")
    text = make_token(kind)
    token = AccessToken(
        user=user, kind=kind, name=name, prefix=text.prefix, secret_hash=hash_secret(text.text), scopes=kept_scopes,
        expires_at=expires_at, family_id=family_id,
    )  # fmt: skip
    db.session.add(token)
    db.session.flush()
    if kind in OWN_KINDS:
        audit.record("token.added", actor_id=user.id, subject=("token", token.id), scopes=kept_scopes, kind=kind)
    return token, text


def find_token(text: str) -> AccessToken | None:
    """The live token of this text: known, not revoked, not expired, its account active."""
    token = _find_any(text)
    if token is None or token.revoked_at is not None or not token.user.is_active:
        return None
    return None if token.expires_at is not None and token.expires_at <= now() else token


def _find_any(text: str) -> AccessToken | None:
    read = read_token(text)
    if read is None:
        return None
    token = db.session.scalars(select(AccessToken).where(AccessToken.prefix == read.prefix)).one_or_none()
    if token is None or not hmac.compare_digest(token.secret_hash, hash_secret(text)):
        return None
    return token


def is_stale(token: AccessToken) -> bool:
    """Whether it is time to note that the token was used."""
    return token.last_used_at is None or now() - token.last_used_at > USED_EVERY


def touch_token(token_id: uuid.UUID) -> None:
    """Note that the token was used."""
    db.session.execute(update(AccessToken).where(AccessToken.id == token_id).values(last_used_at=now()))


def list_tokens(user_id: uuid.UUID | None = None) -> Sequence[AccessToken]:
    """Live tokens that their owners made or approved, newest first; of one account, or of all."""
    query = select(AccessToken).where(AccessToken.revoked_at.is_(None), AccessToken.kind.in_(OWN_KINDS))
    if user_id is not None:
        query = query.where(AccessToken.user_id == user_id)
    return db.session.scalars(query.order_by(AccessToken.created_at.desc(), AccessToken.id.desc())).all()


def get_token(token_id: uuid.UUID, *, user_id: uuid.UUID | None = None) -> AccessToken:
    """The token of this id; with `user_id`, only if it is that account's.

    Raises:
        NotFound: there is none.
    """
    token = db.session.get(AccessToken, token_id)
    if token is None or (user_id is not None and token.user_id != user_id):
        raise NotFound("There is no such token.")
    return token


def revoke(token: AccessToken, *, actor_id: uuid.UUID | None = None) -> None:
    """Make a token useless for good, with all of its family. Flushes."""
    token.revoked_at = token.revoked_at or now()
    db.session.flush()
    if token.family_id is not None:
        revoke_family(token.family_id)
    audit.record("token.revoked", actor_id=actor_id, subject=("token", token.id))


def revoke_family(family_id: uuid.UUID) -> None:
    """Revoke every token that descends from one sign-in or one approval."""
    live = update(AccessToken).where(AccessToken.family_id == family_id, AccessToken.revoked_at.is_(None))
    db.session.execute(live.values(revoked_at=now()))


def revoke_all(user_id: uuid.UUID, *, kinds: Sequence[str] = ("personal", "app", "access", "refresh")) -> None:
    """Revoke every token of an account, or those of some kinds."""
    live = update(AccessToken).where(
        AccessToken.user_id == user_id, AccessToken.kind.in_(kinds), AccessToken.revoked_at.is_(None)
    )
    db.session.flush()
    db.session.execute(live.values(revoked_at=now()))


def issue_pair(user: User, *, family_id: uuid.UUID | None = None) -> TokenPair:
    """A short-lived token with all that the account's role may do, and a refresh token. Flushes."""
    scopes = [scope for scope in SCOPES if scope == "posts:read" or may(user, scope)]
    family = family_id or uuid7()
    made = {
        kind: issue(user, name="", scopes=scopes, kind=kind, expires_at=now() + life, family_id=family)[1]
        for kind, life in (("access", ACCESS_LIFE), ("refresh", REFRESH_LIFE))
    }
    return TokenPair(made["access"], made["refresh"], int(ACCESS_LIFE.total_seconds()), tuple(scopes))


def refresh(text: str) -> TokenPair | None:
    """A new pair for a refresh token, which is used up. One used before gives nothing and burns its family.

    A refresh token that comes twice was copied: nobody can tell who holds the copy (RFC 9700 section 4.14.2).
    """
    token = _find_any(text)
    if token is None or token.kind != "refresh":
        return None
    used = update(AccessToken).where(AccessToken.id == token.id, AccessToken.revoked_at.is_(None))
    first_use = db.session.execute(used.values(revoked_at=now()).returning(AccessToken.id)).scalar() is not None
    if token.family_id is not None:
        revoke_family(token.family_id)
    expired = token.expires_at is not None and token.expires_at <= now()
    if not first_use or expired or not token.user.is_active:
        return None
    return issue_pair(token.user, family_id=token.family_id)
