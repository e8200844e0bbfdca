"""Code in colours: classes in the HTML, colours in a stylesheet made once, none guessed."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import escape

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.style import Style
from pygments.styles import get_style_by_name
from pygments.token import STANDARD_TYPES, Token
from pygments.util import ClassNotFound

# Many lexers take time with the square of the length on some inputs (twenty thousand slashes in Rust: seconds).
# In pieces of this size the worst measured takes 0.3 s, and a whole block a few seconds.
_PIECE_CHARS = 4_000
# A pasted data dump stays plain.
_MAX_CHARS = 40_000
_CACHED_CHARS = 20_000
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}")
# WCAG 2.2 success criterion 1.4.3, text of ordinary size.
_CONTRAST = 4.5
_FORMATTER: "HtmlFormatter[str]" = HtmlFormatter(nowrap=True)


def language_of(info: str) -> str:
    """The language a fence names: `rust,ignore` and `{.python title=x}` say `rust` and `python`; else empty."""
    found = _LANGUAGE.search(info.replace(".", " ", 1) if info.startswith("{") else info)
    return found[0].lower() if found else ""


def highlight_code(code: str, language: str) -> str:
    """A `<pre>` with the code, its parts in spans with Pygments' short classes where the language is known."""
    if len(code) > _CACHED_CHARS:
        return _highlighted(code, language)
    return _cached(code, language)


def _highlighted(code: str, language: str) -> str:
    lexer = _lexer(language) if len(code) <= _MAX_CHARS else None
    name = f' class="language-{escape(language)}"' if language else ""
    inner = "".join(_piece(piece, lexer) for piece in _pieces(code)) if lexer else escape(code, quote=False)
    return f'<pre class="highlight"><code{name}>{inner}</code></pre>'


def _pieces(code: str) -> Iterator[str]:
    """The code cut between paragraphs, else between lines, else anywhere, into pieces of bounded size."""
    begin = 0
    while len(code) - begin > _PIECE_CHARS:
        half, end = begin + _PIECE_CHARS // 2, begin + _PIECE_CHARS
        paragraph, line = code.rfind("\n\n", half, end), code.rfind("\n", half, end)
        cut = paragraph + 2 if paragraph >= 0 else line + 1 if line >= 0 else end
        yield code[begin:cut]
        begin = cut
    yield code[begin:]


def _piece(code: str, lexer: Lexer) -> str:
    html = highlight(code, lexer, _FORMATTER)
    return html if code.endswith("\n") else html.removesuffix("\n")  # the formatter ends every line


_cached = lru_cache(maxsize=1024)(_highlighted)


@lru_cache(maxsize=256)
def _lexer(language: str) -> Lexer | None:
    if not language:
        return None
    try:
        return get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


def stylesheet(light: str = "default", dark: str = "github-dark") -> str:
    """CSS for two Pygments styles by name, each colour moved until it reads on its ground (WCAG AA).

    The dark one follows the system unless `data-theme` on the root element says otherwise.
    """
    bright = _rules(get_style_by_name(light), ".highlight")
    night = get_style_by_name(dark)
    system = "\n".join("  " + rule for rule in _rules(night, ':root:not([data-theme="light"]) .highlight'))
    chosen = _rules(night, ':root[data-theme="dark"] .highlight')
    return "\n".join([*bright, "@media (prefers-color-scheme: dark) {", system, "}", *chosen, ""])


def _rules(style: type[Style], scope: str) -> list[str]:
    ground = style.background_color.lstrip("#")
    ground = "".join(2 * digit for digit in ground) if len(ground) == 3 else ground
    plain = _readable(style.style_for_token(Token)["color"] or _ink(ground), ground)
    rules = [f"{scope} {{ background: #{ground}; color: #{plain}; }}"]
    for token, look in style:
        name = STANDARD_TYPES.get(token, "")
        parts = [f"color: #{_readable(look['color'], ground)}"] if look["color"] else []
        parts += ["font-weight: bold"] if look["bold"] else []
        parts += ["font-style: italic"] if look["italic"] else []
        if name and parts:
            rules.append(f"{scope} .{name} {{ {'; '.join(parts)}; }}")
    return rules


def _ink(ground: str) -> str:
    return "000000" if _luminance(ground) > 0.18 else "ffffff"


def _readable(color: str, ground: str) -> str:
    """The colour, mixed with black or white until the contrast with the ground is enough."""
    target = int(_ink(ground)[:2], 16)
    for step in range(21):
        mixed = "".join(
            f"{round(int(color[at : at + 2], 16) * (1 - step / 20) + target * step / 20):02x}" for at in (0, 2, 4)
        )
        if contrast(mixed, ground) >= _CONTRAST:
            break
    return mixed


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours `rrggbb`, 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
