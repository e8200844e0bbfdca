"""Signing in with a password: who guesses is slowed down, and cannot lock the owner out.

Each address may try a few times a minute. Failures count for the account, too, but in two pots: browsers that were
signed in to it before (they carry a signed mark) have their own, so that guessing from elsewhere never closes the
owner's own browser out. After the OWASP page on device cookies.
"""

from dataclasses import dataclass

from blogdesk.accounts.models import User
from blogdesk.accounts.service import check_password, clean_email
from blogdesk.core import rate_limits

PER_ADDRESS = 5
PER_ACCOUNT = 20
ACCOUNT_WINDOW_S = 900


@dataclass(frozen=True)
class SignIn:
    """How it ended: the account, or None; `wait_s` is set when it was not even tried."""

    user: User | None = None
    wait_s: int = 0


def sign_in(login: str, password: str, *, address: str, device: str = "") -> SignIn:
    """Try a username or e-mail address with a password. `device`: the known browser's mark, empty for a strange one.

    The answer is the same, after the same work, whether the account exists or not.
    """
    here = rate_limits.hit("sign-in", address, limit=PER_ADDRESS)
    pot = f"{clean_email(login)}|{device}"
    there = rate_limits.peek("sign-in-account", pot, limit=PER_ACCOUNT, window_s=ACCOUNT_WINDOW_S)
    if not here.allowed or not there.allowed:
        return SignIn(wait_s=max(1, here.reset_s if not here.allowed else there.reset_s))
    user = check_password(login, password)
    if user is None:
        rate_limits.hit("sign-in-account", pot, limit=PER_ACCOUNT, window_s=ACCOUNT_WINDOW_S)
        return SignIn()
    rate_limits.forgive("sign-in", address, limit=PER_ADDRESS)
    rate_limits.forgive("sign-in-account", pot, limit=PER_ACCOUNT, window_s=ACCOUNT_WINDOW_S)
    return SignIn(user)
