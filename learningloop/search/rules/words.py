"""How a text is taken apart into words, and what was typed into the search box is understood."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from learningloop.search.rules.stems import stem

LONGEST_WORD = 40
MOST_WORDS = 8
"""A question of more words than these is cut: each makes it dearer, and the first say what is meant."""
WORD = re.compile(r"[a-z]{1,3}-\d{4}-\d{3,}|[^\W_]+(?:['’][^\W_]+)*")
POSSESSIVE = re.compile(r"['’]s?$|['’]")
REFERENCE = re.compile(r"^\s*([a-z]{1,3})[\s/-]*(\d{4})[\s/-]+(\d{1,6})\s*$", re.IGNORECASE)
PHRASE = re.compile(r'["“”]([^"“”]*)["“”]')
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
STOP = frozenset(
    {
        "a", "an", "and", "are", "as", "at", "be", "been", "but", "by", "for", "from", "had", "has", "have", "in",
        "into", "is", "it", "its", "no", "not", "of", "on", "or", "that", "the", "their", "them", "then", "there",
        "these", "they", "this", "to", "was", "were", "which", "will", "with",
    }
)  # fmt: skip
IN_TITLE, IN_BODY, MOST_IN_BODY = 6, 1, 3


def folded(text: str) -> str:
    """Small letters without accents, each in its place."""
    return NOT_ASCII.sub(_without_accent, text).lower()


@lru_cache(maxsize=1000)
def _small(letter: str) -> str:
    small = unicodedata.normalize("NFKD", letter)[0].lower()
    return small if len(small) == 1 else letter


def _without_accent(found: re.Match[str]) -> str:
    return _small(found[0])


def words(text: str) -> Iterator[tuple[str, int, int]]:
    """Each word as it is compared, with where it begins and ends in the text. A reference is one word."""
    for found in WORD.finditer(folded(text)):
        word = _cut(found[0])
        if word:
            yield word, found.start(), found.end()


def bare(text: str) -> list[str]:
    """The words alone, in their order."""
    found = WORD.findall(folded(text))
    return [word for word in map(_cut, found) if word]


def _cut(word: str) -> str:
    """A word as it is compared: without the apostrophes, and no longer than is kept."""
    return word[:LONGEST_WORD] if word.isalnum() else POSSESSIVE.sub("", word)[:LONGEST_WORD]


def plain(text: str) -> str:
    """The words alone, with a space around each: a phrase is looked for in this."""
    return spaced(bare(text))


def spaced(told: Iterable[str]) -> str:
    """Words with a space around each."""
    return f" {' '.join([*told, ''])}"


def weights(title: Iterable[str], body: Iterable[str]) -> dict[str, int]:
    """The stems of a record's bare words, each with what it counts: in the title more than in the text."""
    found = dict.fromkeys(_stems(title), IN_TITLE)
    for one, times in Counter(_stems(body)).items():
        found[one] = found.get(one, 0) + min(times * IN_BODY, MOST_IN_BODY)
    return found


def _stems(told: Iterable[str]) -> list[str]:
    return [stem(word) for word in told if word not in STOP]


@dataclass(frozen=True)
class Question:
    """What was asked for: words that must all be there, phrases word for word, and the reference if it is one."""

    words: tuple[str, ...]
    phrases: tuple[str, ...] = ()
    reference: str = ""

    @property
    def stems(self) -> list[str]:
        """The stems to look for, each once."""
        return list(dict.fromkeys(stem(word) for word in self.words))

    @property
    def empty(self) -> bool:
        return not self.words


def question(typed: str) -> Question:
    """What somebody meant by what they typed. Words so common that they say nothing count in phrases alone."""
    reference = _reference(typed)
    found = dict.fromkeys(word for word, _start, _end in words(reference or typed) if word not in STOP)
    quoted = [] if reference else [plain(told) for told in PHRASE.findall(typed)]
    phrases = tuple(told for told in quoted if len(told.split()) > 1)
    return Question(tuple(found)[:MOST_WORDS], phrases, reference)


def _reference(typed: str) -> str:
    """ "a 2026 31" is A-2026-031."""
    found = REFERENCE.match(typed.strip('"“” '))
    return f"{found[1].upper()}-{found[2]}-{int(found[3]):03d}" if found else ""
