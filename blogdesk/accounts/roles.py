"""What each role may do: the one function every studio, API and command path asks.

Ownership stands beside it, in the `policy.py` of the domain that owns the thing.
"""

from blogdesk.accounts.models import User

# Grows from left to right; the table `role` holds the same (migration 0001 and later ones).
ROLES: dict[str, frozenset[str]] = {
    "reader": frozenset({"comments:write"}),
    "contributor": frozenset({"comments:write", "posts:write", "media:write"}),
    "author": frozenset({"comments:write", "posts:write", "posts:publish", "media:write"}),
    "editor": frozenset(
        {
            "comments:write",
            "posts:write",
            "posts:publish",
            "posts:any",
            "media:write",
            "media:any",
            "taxonomy:write",
        }
    ),
    "moderator": frozenset({"comments:write", "comments:moderate"}),
    "admin": frozenset(
        {"comments:write", "comments:moderate", "posts:write", "posts:publish", "posts:any", "media:write"}
        | {"media:any", "taxonomy:write", "users:write", "settings:write"}
    ),
}


def may(user: User, permission: str) -> bool:
    """Whether this user's role allows it; an inactive user may nothing."""
    return user.is_active and permission in user.role.permissions
