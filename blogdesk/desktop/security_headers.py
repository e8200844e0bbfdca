"""The headers that every answer of the desktop face carries, also those of the app and of its errors."""

from collections.abc import Iterable

Headers = list[tuple[str, str]]

# The window is granted a camera and a microphone by its toolkit without a question, so the page must refuse them.
PERMISSIONS = "camera=(), microphone=(), geolocation=(), display-capture=(), midi=()"
FIXED = (
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", PERMISSIONS),
)


def content_security_policy(nonce: str) -> str:
    """The policy of a page of ours (CSP level 3): nothing from elsewhere, no inline code but under this nonce."""
    return "; ".join([
        "default-src 'self'",
        f"script-src 'self' 'nonce-{nonce}'",
        f"style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "frame-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ])  # fmt: skip


def with_security_headers(headers: Iterable[tuple[str, str]], *, nonce: str) -> Headers:
    """The headers with ours added. A policy of the app's own is kept; no other origin is ever let in by CORS."""
    kept = [(name, value) for name, value in headers if not name.lower().startswith("access-control-")]
    fixed = {name.lower() for name, _ in FIXED}
    kept = [(name, value) for name, value in kept if name.lower() not in fixed]
    kept += FIXED
    if not any(name.lower() == "content-security-policy" for name, _ in kept):
        kept += [("Content-Security-Policy", content_security_policy(nonce)), ("X-Frame-Options", "DENY")]
    return kept
