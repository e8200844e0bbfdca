"""The headers every answer of the hosted face carries, unless the page's own route chose stricter or other ones."""

# Features a blog never asks a reader's browser for: https://www.w3.org/TR/permissions-policy/
_PERMISSIONS = ("accelerometer", "camera", "geolocation", "gyroscope", "magnetometer", "microphone", "payment", "usb")
_HSTS = "max-age=31536000"


def content_policy(nonce: str) -> str:
    """The Content-Security-Policy of pages with scripts of ours: none inline without the nonce, none from elsewhere."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
        "img-src 'self' data: blob: https:; font-src 'self'; media-src 'self' blob: https:; connect-src 'self'; "
        "frame-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'self'"
    )


def standing_headers(*, tls: bool) -> list[tuple[str, str]]:
    """The headers that are the same on every answer. `tls`: readers come by https."""
    headers = [
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "strict-origin-when-cross-origin"),
        ("Permissions-Policy", ", ".join(f"{feature}=()" for feature in _PERMISSIONS)),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Frame-Options", "SAMEORIGIN"),
    ]
    return [*headers, ("Strict-Transport-Security", _HSTS)] if tls else headers
