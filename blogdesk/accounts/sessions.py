"""Signed-in browsers: each is a row, so that its owner can see and end it."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update

from blogdesk.accounts.models import LoginSession, User
from blogdesk.accounts.token_text import hash_secret
from blogdesk.core.clock import now
from blogdesk.core.database import db
from blogdesk.errors import NotFound

# A browser that was not seen for so long signs in again.
IDLE = timedelta(days=30)
# How fresh `last_seen_at` is kept: a page read must not be a write each time.
SEEN_EVERY = timedelta(minutes=5)
MAX_AGENT_CHARS = 300


def start_session(user: User, *, user_agent: str = "", address: str = "") -> tuple[LoginSession, str]:
    """A new session and its secret, which goes into the browser's cookie and nowhere else. Flushes."""
    secret = secrets.token_urlsafe(32)
    session = LoginSession(
        user=user, secret_hash=hash_secret(secret), user_agent=user_agent[:MAX_AGENT_CHARS], address=address[:45]
    )
    db.session.add(session)
    db.session.flush()
    return session, secret


def find_session(secret: str) -> LoginSession | None:
    """The live session of this secret: not ended, not idle too long, its account active."""
    query = select(LoginSession).where(
        LoginSession.secret_hash == hash_secret(secret),
        LoginSession.revoked_at.is_(None),
        LoginSession.last_seen_at > now() - IDLE,
    )
    session = db.session.scalars(query).one_or_none()
    return session if session is not None and session.user.is_active else None


def is_stale(session: LoginSession) -> bool:
    """Whether it is time to note that the browser was seen."""
    return now() - session.last_seen_at > SEEN_EVERY


def touch_session(session_id: uuid.UUID) -> None:
    """Note that the browser was seen."""
    db.session.execute(update(LoginSession).where(LoginSession.id == session_id).values(last_seen_at=now()))


def list_sessions(user_id: uuid.UUID) -> Sequence[LoginSession]:
    """The live sessions of an account, the last seen first."""
    query = select(LoginSession).where(
        LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None), LoginSession.last_seen_at > now() - IDLE
    )
    return db.session.scalars(query.order_by(LoginSession.last_seen_at.desc())).all()


def end_session(session_id: uuid.UUID, *, user_id: uuid.UUID) -> None:
    """End one session of this account.

    Raises:
        NotFound: the account has no such session.
    """
    session = db.session.get(LoginSession, session_id)
    if session is None or session.user_id != user_id:
        raise NotFound("There is no such session.")
    session.revoked_at = session.revoked_at or now()
    db.session.flush()


def end_all(user_id: uuid.UUID) -> None:
    """End every session of an account."""
    live = update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.revoked_at.is_(None))
    db.session.flush()
    db.session.execute(live.values(revoked_at=now()))
