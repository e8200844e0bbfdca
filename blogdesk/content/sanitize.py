"""The only way HTML becomes safe to show. Allow-lists; what is not named here does not pass."""

import re

import nh3

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TEXT = {
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "ins", "kbd", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time", "u", "var",
    "wbr",
}  # fmt: skip
_BLOCKS = {
    "article", "aside", "blockquote", "caption", "col", "colgroup", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "header", "hr", "li", "nav", "ol", "p", "pre", "section", "summary",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", *_HEADINGS,
}  # fmt: skip
_EMBEDDED = {"audio", "img", "input", "label", "picture", "source", "track", "video"}

_ATTRIBUTES = {
    "*": {"class", "id", "lang", "dir", "title", "role", "aria-label", "aria-hidden", "aria-describedby"},
    "a": {"href", "hreflang"},
    "audio": {"src", "controls", "loop", "muted", "preload"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "del": {"cite", "datetime"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height", "srcset", "sizes", "loading", "decoding"},
    "input": {"checked"},
    "ins": {"cite", "datetime"},
    "li": {"value"},
    "ol": {"start", "reversed", "type"},
    "q": {"cite"},
    "source": {"src", "srcset", "sizes", "type", "media", "width", "height"},
    "td": {"colspan", "rowspan", "headers", "align"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr", "align"},
    "time": {"datetime"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "video": {"src", "controls", "loop", "muted", "preload", "poster", "width", "height"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "ftp", "irc", "ircs", "xmpp", "magnet", "geo", "sms"}
# Their text is no prose: it goes with the tag.
_DROPPED_WHOLE = {"script", "style", "template", "iframe", "object", "embed", "svg", "math", "title"}

_AUTHORS = nh3.Cleaner(
    tags=_TEXT | _BLOCKS | _EMBEDDED,
    clean_content_tags=_DROPPED_WHOLE,
    attributes=_ATTRIBUTES,
    url_schemes=_SCHEMES,
    link_rel="noopener",
)
# No script runs, so what stands in for it is shown. HTML parsers take its content for mere text.
_NOSCRIPT = re.compile(r"</?noscript\b[^<>]*>", re.IGNORECASE)
_INPUT = re.compile(r'<input(?:[^>"]|"[^"]*")*>')
_STRANGERS = nh3.Cleaner(
    tags={"a", "abbr", "b", "blockquote", "br", "code", "del", "em", "i", "li", "ol", "p", "pre", "s", "strong", "ul"},
    clean_content_tags=_DROPPED_WHOLE,
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto"},
    url_relative="deny",
    link_rel="nofollow ugc noopener noreferrer",
)


def clean_html(html: str) -> str:
    """HTML of an author, safe to show: no script, no style, no handler, no address that runs code.

    `target` is dropped and every link carries `rel="noopener"`; media never starts by itself.
    """
    clean = _AUTHORS.clean(_NOSCRIPT.sub("", html))
    return _INPUT.sub(_checkbox, clean) if "<input" in clean else clean


def _checkbox(tag: re.Match[str]) -> str:
    """A form control of a post is the box of a task list, which only the text can tick."""
    checked = ' checked=""' if " checked=" in tag[0] else ""
    return f'<input type="checkbox" disabled=""{checked}>'


def comment_html(html: str) -> str:
    """HTML of a stranger: text marks, lists, quotes and links only. No pictures, no ids, no classes.

    Links are marked `nofollow ugc` (HTML Living Standard section 4.6.6); relative ones lose their target.
    """
    return _STRANGERS.clean(html)
