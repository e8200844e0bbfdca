"""Links that work once: to verify an e-mail address, to choose a new password. The link's secret is kept as a hash."""

import secrets
from datetime import timedelta

from sqlalchemy import select, update

from blogdesk.accounts.models import OneTimeToken, User
from blogdesk.accounts.token_text import hash_secret
from blogdesk.core.clock import now
from blogdesk.core.database import db

LIFE = {"password-reset": timedelta(hours=1), "verify-email": timedelta(days=3)}


def make_link_secret(user: User, purpose: str) -> str:
    """A new secret for this purpose; the ones before it stop working. Flushes."""
    burn(user, purpose)
    secret = secrets.token_urlsafe(32)
    token = OneTimeToken(
        user_id=user.id, purpose=purpose, secret_hash=hash_secret(secret), expires_at=now() + LIFE[purpose]
    )
    db.session.add(token)
    db.session.flush()
    return secret


def use_link_secret(secret: str, purpose: str) -> User | None:
    """The account the secret was made for, once: the second use, a late one and a foreign purpose give None."""
    live = (
        update(OneTimeToken)
        .where(
            OneTimeToken.secret_hash == hash_secret(secret),
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now(),
        )
        .values(used_at=now())
        .returning(OneTimeToken.user_id)
    )
    user_id = db.session.execute(live).scalar()
    return db.session.scalars(select(User).where(User.id == user_id, User.is_active)).one_or_none() if user_id else None


def burn(user: User, purpose: str) -> None:
    """Make the waiting links of a purpose useless, as a changed password does."""
    waiting = update(OneTimeToken).where(
        OneTimeToken.user_id == user.id, OneTimeToken.purpose == purpose, OneTimeToken.used_at.is_(None)
    )
    db.session.execute(waiting.values(used_at=now()))
