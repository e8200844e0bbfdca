"""Addresses written without marks: with a scheme (GFM section 6.9), with `www.`, as a domain, as e-mail."""

import re
from collections.abc import Iterator

# Country codes (ISO 3166-1 and those of the root zone), and the domains people write without a scheme.
_TLDS = frozenset({
    "ac", "ad", "ae", "af", "ag", "ai", "al", "am", "ao", "aq", "ar", "as", "at", "au", "aw", "ax", "az", "ba",
    "bb", "bd", "be", "bf", "bg", "bh", "bi", "bj", "bm", "bn", "bo", "br", "bs", "bt", "bv", "bw", "by", "bz",
    "ca", "cc", "cd", "cf", "cg", "ch", "ci", "ck", "cl", "cm", "cn", "co", "cr", "cu", "cv", "cw", "cx", "cy",
    "cz", "de", "dj", "dk", "dm", "do", "dz", "ec", "ee", "eg", "er", "es", "et", "eu", "fi", "fj", "fk", "fm",
    "fo", "fr", "ga", "gb", "gd", "ge", "gf", "gg", "gh", "gi", "gl", "gm", "gn", "gp", "gq", "gr", "gs", "gt",
    "gu", "gw", "gy", "hk", "hm", "hn", "hr", "ht", "hu", "id", "ie", "il", "im", "in", "io", "iq", "ir", "is",
    "it", "je", "jm", "jo", "jp", "ke", "kg", "kh", "ki", "km", "kn", "kp", "kr", "kw", "ky", "kz", "la", "lb",
    "lc", "li", "lk", "lr", "ls", "lt", "lu", "lv", "ly", "ma", "mc", "md", "me", "mg", "mh", "mk", "ml", "mm",
    "mn", "mo", "mp", "mq", "mr", "ms", "mt", "mu", "mv", "mw", "mx", "my", "mz", "na", "nc", "ne", "nf", "ng",
    "ni", "nl", "no", "np", "nr", "nu", "nz", "om", "pa", "pe", "pf", "pg", "ph", "pk", "pl", "pm", "pn", "pr",
    "ps", "pt", "pw", "py", "qa", "re", "ro", "rs", "ru", "rw", "sa", "sb", "sc", "sd", "se", "sg", "sh", "si",
    "sj", "sk", "sl", "sm", "sn", "so", "sr", "ss", "st", "su", "sv", "sx", "sy", "sz", "tc", "td", "tf", "tg",
    "th", "tj", "tk", "tl", "tm", "tn", "to", "tr", "tt", "tv", "tw", "tz", "ua", "ug", "uk", "us", "uy", "uz",
    "va", "vc", "ve", "vg", "vi", "vn", "vu", "wf", "ws", "ye", "yt", "za", "zm", "zw", "biz", "com", "edu",
    "gov", "net", "org", "pro", "web", "xxx", "aero", "asia", "coop", "info", "museum", "name", "shop",
})  # fmt: skip
# `README.md` and `setup.py` are files, though Moldova and Paraguay have domains; with `www.` or a path they may be.
_FILE_ENDINGS = frozenset({"cc", "md", "mk", "ml", "pl", "ps", "py", "rs", "sh", "so", "tf"})
# Sites whose whole name looks like a file.
_SITES = frozenset({"docs.rs", "lib.rs"})
_LABEL = r"[^\W_]++(?:-++[^\W_]++)*+"
_HOST_END = r"(?![\w-]|:\d|\.[\w-])"
_SCHEME = re.compile(r"(?<![A-Za-z0-9.+-])(?:https?|ftp)$", re.IGNORECASE)
_AUTHORITY = re.compile(rf"://(?:[^\s@/\[\]()]{{1,50}}@)?{_LABEL}(?:\.{_LABEL})*+(?::\d{{1,5}})?+{_HOST_END}")
_BARE = re.compile(
    rf"(?<![\w.:/@-])(?:(?P<user>[\w.+&=$;:-]{{1,64}})@)?(?P<host>(?:{_LABEL}\.)+(?P<tld>{_LABEL}))"
    rf"(?P<port>:\d{{1,5}})?{_HOST_END}"
)
_PATH_CHARS = re.compile(r"[^\s<>\"`\x00-\x1f\x7f\uff5c()\[\]]+|\(|\)|\[|\]")
_CLOSERS = {")": "(", "]": "["}
# What ends a sentence, not an address (GFM section 6.9, extended autolink path validation).
_TRAILING = "?!.,:;*_~'"
_LONGEST_SCHEME = 5


def url_around(text: str, colon: int) -> tuple[int, int] | None:
    """Where the address begins and ends whose scheme ends at `colon`; None when there is none."""
    before = text[max(0, colon - _LONGEST_SCHEME - 1) : colon]
    scheme = _SCHEME.search(before)
    found = _AUTHORITY.match(text, colon) if scheme else None
    if not scheme or not found:
        return None
    return colon - (len(before) - scheme.start()), _path_end(text, found.end())


def split_bare(text: str) -> Iterator[tuple[str, str]]:
    """The text in pieces: each with where it leads, or an empty string."""
    done = 0
    if "." in text:
        for found in _BARE.finditer(text):
            if found.start() < done or found["tld"].lower() not in _TLDS or _is_file(found, text):
                continue
            start, end, href = _address(text, found)
            if start > done:
                yield text[done:start], ""
            yield text[start:end], href
            done = end
    if done < len(text):
        yield text[done:], ""


def _is_file(found: re.Match[str], text: str) -> bool:
    """Whether a name with one dot, an ending of files and no path is rather a file than a domain."""
    name = found[0].lower()
    plain = name.count(".") == 1 and not found["user"] and text[found.end() : found.end() + 1] != "/"
    return plain and found["tld"].lower() in _FILE_ENDINGS and name not in _SITES


def _address(text: str, found: re.Match[str]) -> tuple[int, int, str]:
    if found["user"]:
        return found.start(), found.end(), "mailto:" + found[0]
    end = _path_end(text, found.end())
    return found.start(), end, "http://" + text[found.start() : end]


def _path_end(text: str, host_end: int) -> int:
    """The index after an address: brackets in it are balanced, what ends a sentence stays outside."""
    if text[host_end : host_end + 1] not in {"/", "?", "#"}:
        return host_end
    end, opened = host_end, []
    while found := _PATH_CHARS.match(text, end):
        char = found[0]
        if char in "([":
            opened.append((char, end))
        elif char in ")]":
            if not opened or opened[-1][0] != _CLOSERS[char]:
                break
            opened.pop()
        end = found.end()
    if opened:
        end = opened[0][1]
    return host_end + len(text[host_end:end].rstrip(_TRAILING))
