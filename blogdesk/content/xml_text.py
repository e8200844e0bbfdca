"""Characters that XML 1.0 forbids: they would break every feed and sitemap a post stands in."""

import re

# XML 1.0 (fifth edition) section 2.2, production Char, negated. Lone surrogates are among them.
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def strip_illegal(text: str) -> str:
    """The text without characters that XML 1.0 does not allow, not even escaped."""
    return _ILLEGAL.sub("", text)
