"""Who is signed in: Flask-Login over sessions that are rows, so that each can be seen and ended."""

import uuid
from typing import Any, cast

from flask import Flask, request
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from itsdangerous import BadSignature, URLSafeSerializer

from blogdesk.accounts import sessions
from blogdesk.accounts.models import LoginSession, User
from blogdesk.accounts.roles import may
from blogdesk.core.transactions import transaction

DEVICE_COOKIE = "blogdesk_device"
DEVICE_LIFE_S = 400 * 24 * 3600


class SignedIn(UserMixin):
    """The account of this request's browser, with what its role allows."""

    def __init__(self, session: LoginSession, secret: str) -> None:
        self._secret = secret
        self.session_id: uuid.UUID = session.id
        self.user_id: uuid.UUID = session.user_id
        self.username = session.user.username
        self.name = session.user.name
        self.email = session.user.email
        self._user = session.user

    def get_id(self) -> str:
        """What the cookie holds: the session's secret, never the account's id."""
        return self._secret

    def may(self, permission: str) -> bool:
        """Whether the role allows it."""
        return may(self._user, permission)


def set_up(app: Flask) -> None:
    """Have Flask-Login ask our table."""
    secure = bool(app.config["SESSION_COOKIE_SECURE"])
    app.config.update(REMEMBER_COOKIE_HTTPONLY=True, REMEMBER_COOKIE_SECURE=secure, REMEMBER_COOKIE_SAMESITE="Lax")
    manager = LoginManager(app)
    # "strong" would sign out whoever changes networks (Flask-Login's documentation).
    manager.session_protection = "basic"
    manager.user_loader(_load)


def _load(secret: str) -> SignedIn | None:
    session = sessions.find_session(secret)
    if session is None:
        return None
    found = SignedIn(session, secret)
    if sessions.is_stale(session):
        with transaction():
            sessions.touch_session(found.session_id)
    return found


def find_signed_in() -> SignedIn | None:
    """The one who is signed in, or None."""
    found: Any = current_user
    return cast("SignedIn", found) if found.is_authenticated else None


def begin(user: User, *, remember: bool) -> None:
    """Start a session for this browser. Inside a transaction."""
    session, secret = sessions.start_session(
        user, user_agent=request.user_agent.string, address=request.remote_addr or ""
    )
    login_user(SignedIn(session, secret), remember=remember)


def end(signed_in: SignedIn) -> None:
    """End this browser's session. Inside a transaction."""
    sessions.end_session(signed_in.session_id, user_id=signed_in.user_id)
    logout_user()


def _device_signer(app: Flask) -> URLSafeSerializer:
    return URLSafeSerializer(app.config["SECRET_KEY"], salt="blogdesk.device")


def device_mark(app: Flask, user: User) -> str:
    """What a browser keeps to be known at the next sign-in to this account."""
    return _device_signer(app).dumps([user.username, uuid.uuid4().hex])


def known_device(app: Flask, login: str) -> str:
    """This browser's mark, if it was signed in to the account before; else an empty text."""
    try:
        username, mark = _device_signer(app).loads(request.cookies.get(DEVICE_COOKIE, ""))
    except (BadSignature, ValueError, TypeError):
        return ""
    return str(mark) if username == login.strip().lower() else ""
