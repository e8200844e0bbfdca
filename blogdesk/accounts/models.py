"""Users, roles, what they sign in with, and who did what. Secrets are kept as hashes only."""

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, ForeignKey, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blogdesk.core.clock import now
from blogdesk.core.database import CleanText, Model, Timestamps, UTCDateTime, UuidKey, short


class Role(Model):
    """A name and what it may do; filled from accounts/roles.py."""

    __tablename__ = "role"

    name: Mapped[str] = mapped_column(short(20), primary_key=True)
    permissions: Mapped[list[str]] = mapped_column(JSON, default=list)


class User(UuidKey, Timestamps, Model):
    """Somebody with an account. Leaving sets `is_active` to false; what they wrote stays."""

    __tablename__ = "user"

    username: Mapped[str] = mapped_column(short(60), unique=True)
    email: Mapped[str] = mapped_column(short(254), unique=True)
    name: Mapped[str] = mapped_column(CleanText, default="")
    bio: Mapped[str] = mapped_column(CleanText, default="")
    url: Mapped[str] = mapped_column(short(500), default="")
    avatar_sha256: Mapped[str | None] = mapped_column(short(64))
    password_hash: Mapped[str | None] = mapped_column(short(255))
    role_name: Mapped[str] = mapped_column(
        short(20), ForeignKey("role.name", ondelete="RESTRICT", onupdate="CASCADE"), default="reader"
    )
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    email_verified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    totp_secret: Mapped[str | None] = mapped_column(short(64))
    role: Mapped[Role] = relationship(lazy="joined")


class AccessToken(UuidKey, Model):
    """A bearer token: personal, or given to an app by approval. The secret is known to its owner alone."""

    __tablename__ = "access_token"

    user_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("user.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(short(12), default="personal")
    name: Mapped[str] = mapped_column(CleanText, default="")
    prefix: Mapped[str] = mapped_column(short(16), unique=True)
    secret_hash: Mapped[str] = mapped_column(short(64))
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    family_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    last_used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship(lazy="joined")


class LoginSession(UuidKey, Model):
    """One signed-in browser."""

    __tablename__ = "login_session"

    user_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("user.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(short(64), unique=True)
    user_agent: Mapped[str] = mapped_column(CleanText, default="")
    address: Mapped[str] = mapped_column(short(45), default="")
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    last_seen_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship(lazy="joined")


class OneTimeToken(UuidKey, Model):
    """A mailed link that works once: `purpose` is password-reset or verify-email."""

    __tablename__ = "one_time_token"

    user_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("user.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str] = mapped_column(short(20))
    secret_hash: Mapped[str] = mapped_column(short(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AuthorizationCode(UuidKey, Model):
    """An approval that waits for its app to fetch the token (RFC 6749 section 4.1, RFC 7636)."""

    __tablename__ = "authorization_code"

    user_id: Mapped[uuid.UUID] = mapped_column(Uuid, ForeignKey("user.id", ondelete="CASCADE"), index=True)
    secret_hash: Mapped[str] = mapped_column(short(64), unique=True)
    client_name: Mapped[str] = mapped_column(CleanText)
    redirect_uri: Mapped[str] = mapped_column(Text)
    challenge: Mapped[str] = mapped_column(short(128))
    scopes: Mapped[list[str]] = mapped_column(JSON, default=list)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    user: Mapped[User] = relationship(lazy="joined")


class Subscriber(UuidKey, Model):
    """Somebody who asked for the newsletter; nothing is sent before `confirmed_at`."""

    __tablename__ = "subscriber"

    email: Mapped[str] = mapped_column(short(254), unique=True)
    secret_hash: Mapped[str] = mapped_column(short(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    unsubscribed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class AuditEntry(UuidKey, Model):
    """Who did what to what, and when."""

    __tablename__ = "audit_entry"

    at: Mapped[datetime] = mapped_column(UTCDateTime, default=now, index=True)
    actor_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("user.id", ondelete="SET NULL"), index=True)
    action: Mapped[str] = mapped_column(short(60))
    subject_type: Mapped[str] = mapped_column(short(30), default="")
    subject_id: Mapped[str] = mapped_column(short(60), default="")
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    address: Mapped[str] = mapped_column(short(45), default="")
