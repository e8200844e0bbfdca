"""Accounts: making them, their roles, their passwords. Flushes at most."""

import re
import unicodedata
import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from blogdesk.accounts import audit, sessions, tokens
from blogdesk.accounts.models import Role, User
from blogdesk.accounts.passwords import check_new_password, hash_password, needs_new_hash, verify_password
from blogdesk.accounts.roles import ROLES
from blogdesk.core.database import db
from blogdesk.errors import Conflict, FieldFault, InvalidInput, NotFound

# In an address (/authors/ada) and at the head of a line: letters, digits, inner hyphens, dots, underscores.
_USERNAME = re.compile(r"[a-z0-9]([a-z0-9._-]{0,58}[a-z0-9])?")
# Something before and after one @ (RFC 5321 section 4.5.3): the letter that arrives is the real check.
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*")


def add_user(username: str, *, email: str, password: str | None = None, role: str = "author", name: str = "") -> User:
    """Make an account; without a password nobody can sign in to it until one is set.

    Raises:
        InvalidInput: with every fault.
        Conflict: the username or the e-mail address is in use.
    """
    username, email = username.strip().lower(), clean_email(email)
    _check(username, email, role)
    if password is not None:
        check_new_password(password, username, email)
    if find_user(username) is not None or find_by_email(email) is not None:
        raise Conflict("The username or the e-mail address is in use.", next_step="Nothing was changed.")
    user = User(
        username=username,
        email=email,
        name=name or username,
        role=db.session.get_one(Role, role),
        password_hash=hash_password(password) if password is not None else None,
    )
    db.session.add(user)
    db.session.flush()
    audit.record("user.added", subject=("user", user.id), username=username, role=role)
    return user


def clean_email(email: str) -> str:
    """An address as it is kept and compared: NFC, no blanks around it, lower case."""
    return unicodedata.normalize("NFC", email.strip()).lower()


def _check(username: str, email: str, role: str) -> None:
    faults = []
    if not _USERNAME.fullmatch(username):
        faults.append(FieldFault("username", "holds letters a to z, digits, and between them . _ -, at most 60"))
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        faults.append(FieldFault("email", "is not an e-mail address"))
    if role not in ROLES:
        faults.append(FieldFault("role", f"is one of {', '.join(ROLES)}"))
    if faults:
        raise InvalidInput(faults, next_step="Nothing was changed.")


def find_user(username: str) -> User | None:
    """The account of this username."""
    return db.session.scalars(select(User).where(User.username == username.strip().lower())).one_or_none()


def find_by_email(email: str) -> User | None:
    """The account of this e-mail address."""
    return db.session.scalars(select(User).where(User.email == clean_email(email))).one_or_none()


def find_by_id(user_id: uuid.UUID) -> User | None:
    """The account of this id."""
    return db.session.get(User, user_id)


def get_user(username: str) -> User:
    """The account of this username.

    Raises:
        NotFound: there is none.
    """
    user = find_user(username)
    if user is None:
        raise NotFound(f"There is no account “{username}”.")
    return user


def list_users() -> Sequence[User]:
    """Every account, by username."""
    return db.session.scalars(select(User).order_by(User.username)).all()


def count_users() -> int:
    """How many accounts there are."""
    return db.session.scalar(select(func.count()).select_from(User)) or 0


def set_role(user: User, role: str, *, actor_id: uuid.UUID | None = None) -> User:
    """Give an account another role. The last active admin stays one. Flushes.

    Raises:
        InvalidInput: no such role.
        Conflict: nobody would be left to administer the blog.
    """
    if role not in ROLES:
        raise InvalidInput([FieldFault("role", f"is one of {', '.join(ROLES)}")])
    if role != "admin":
        _keep_an_admin(user)
    user.role = db.session.get_one(Role, role)
    db.session.flush()
    audit.record("user.role", actor_id=actor_id, subject=("user", user.id), role=role)
    return user


def deactivate(user: User, *, actor_id: uuid.UUID | None = None) -> User:
    """Close an account: no sign-in, no token; what it wrote stays. Flushes.

    Raises:
        Conflict: nobody would be left to administer the blog.
    """
    _keep_an_admin(user)
    user.is_active = False
    end_all_access(user)
    audit.record("user.deactivated", actor_id=actor_id, subject=("user", user.id))
    return user


def reactivate(user: User, *, actor_id: uuid.UUID | None = None) -> User:
    """Open a closed account again. Flushes."""
    user.is_active = True
    db.session.flush()
    audit.record("user.reactivated", actor_id=actor_id, subject=("user", user.id))
    return user


def _keep_an_admin(user: User) -> None:
    others = select(func.count()).where(User.role_name == "admin", User.is_active, User.id != user.id)
    if user.role_name == "admin" and not db.session.scalar(others.select_from(User)):
        raise Conflict(
            "This is the only active administrator.", next_step="Nothing was changed. Make another account admin first."
        )


def end_all_access(user: User) -> None:
    """End every session and revoke every token of an account. Flushes."""
    sessions.end_all(user.id)
    tokens.revoke_all(user.id)


def change_password(user: User, password: str, *, actor_id: uuid.UUID | None = None) -> None:
    """Set a password. Every session and every token made by signing in ends with the old one. Flushes.

    Raises:
        InvalidInput: the password is too short or too easy.
    """
    check_new_password(password, user.username, user.email)
    user.password_hash = hash_password(password)
    sessions.end_all(user.id)
    tokens.revoke_all(user.id, kinds=("access", "refresh"))
    audit.record("user.password", actor_id=actor_id, subject=("user", user.id))


def check_password(login: str, password: str) -> User | None:
    """The active account of this username or e-mail whose password this is. As much work when there is none.

    A hash made with weaker parameters is renewed; flushes then.
    """
    user = find_by_email(login) if "@" in login else find_user(login)
    right = verify_password(user.password_hash if user else None, password)
    if user is None or not right or not user.is_active:
        return None
    if user.password_hash is not None and needs_new_hash(user.password_hash):
        user.password_hash = hash_password(password)
        db.session.flush()
    return user
