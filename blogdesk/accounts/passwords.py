"""Passwords: which may be chosen, how they are kept (argon2id), and a check that takes as long for nobody's."""

from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from blogdesk.errors import FieldFault, InvalidInput

# NIST SP 800-63B section 3.1.1.2: length is what counts; no rules of composition. The upper bound bounds the work.
MIN_LENGTH = 10
MAX_LENGTH = 1_000
_hasher = PasswordHasher()


def check_new_password(password: str, *known: str) -> None:
    """Refuse a password that is short, one repeated character, or one of the `known` words (name, e-mail).

    Raises:
        InvalidInput
    """
    reason = ""
    if len(password) < MIN_LENGTH:
        reason = f"needs at least {MIN_LENGTH} characters"
    elif len(password) > MAX_LENGTH:
        reason = f"has more than {MAX_LENGTH:,} characters"
    elif len(set(password)) == 1 or password.casefold() in {word.casefold() for word in known}:
        reason = "is too easy to guess"
    if reason:
        raise InvalidInput([FieldFault("password", reason)], next_step="Nothing was changed.")


def hash_password(password: str) -> str:
    """The argon2id hash to keep, with its parameters inside."""
    return _hasher.hash(password)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash("the password of nobody")


def verify_password(kept: str | None, password: str) -> bool:
    """Whether the password is the one kept. With nothing kept it is never, after the same work."""
    try:
        return _hasher.verify(kept or _nobodys_hash(), password[: MAX_LENGTH + 1]) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def needs_new_hash(kept: str) -> bool:
    """Whether the hash was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)
