"""How many words a text has, and how long a reader takes."""

import re

WORDS_PER_MINUTE = 200

# Scripts that put no space between words: each character counts as a word (Han, kana).
_UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
# What a reader does not see: link destinations, HTML tags. Bounded, so that no input is slow.
_UNSEEN = re.compile(r"\]\([^()\n]{0,2000}\)|<[^<>\n]{1,1000}>")
_WORD = re.compile(r"[^\W_]+(?:['\u2019.\-][^\W_]+)*")


def count_words(markdown: str) -> int:
    """The words a reader sees, code included; each Han or kana character counts as one."""
    text, unspaced = _UNSPACED.subn(" ", _UNSEEN.sub(" ", markdown))
    return unspaced + sum(1 for _ in _WORD.finditer(text))


def reading_minutes(words: int) -> int:
    """Whole minutes at 200 words a minute, at least 1 for a text that has words."""
    return -(-words // WORDS_PER_MINUTE)
