"""Word stems after M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980): "neglected" is "neglect".

With British spellings: "prioritize" is read as "prioritise", and its family keeps the s.
"""

import re
from functools import lru_cache

VOWEL = "(?:[aeiou]|(?<=[^aeiou])y)"
CONSONANT = "(?:[^aeiouy]|(?<![^aeiou])y)"
MEASURE = re.compile(f"{VOWEL}+{CONSONANT}+")
HAS_VOWEL = re.compile(VOWEL)
DOUBLED = re.compile(r"([^aeiouylsz])\1$")
SHORT = re.compile(f"^{CONSONANT}+{VOWEL}[^aeiouwxy]$")
"""Ends consonant, vowel, consonant, the whole of one measure: "hop", so "hoping" was "hope"."""
ENDS_SHORT = re.compile(f"{CONSONANT}{VOWEL}[^aeiouwxy]$")

ENDS_IN_Y = re.compile(r"(?<=.[^aeiou])y$")

SECOND = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "iser": "ise", "abli": "able",
    "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "isation": "ise", "ation": "ate",
    "ator": "ate", "alism": "al", "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al",
    "iviti": "ive", "biliti": "ble",
}  # fmt: skip
THIRD = {"icate": "ic", "ative": "", "alise": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
FOURTH = dict.fromkeys(
    (
        "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "sion", "tion", "or",
        "ou", "ism", "ate", "iti", "ous", "ive",
    ),
    "",
)  # fmt: skip
KEPT = {"sion": "s", "tion": "t"}
"""Of "-ion" the letter before it stays."""
AMERICAN = re.compile(r"iz(e[drs]?|ing|ations?|ers)$")
IRREGULAR = {
    "children": "child", "women": "woman", "men": "man", "mice": "mouse", "feet": "foot", "teeth": "tooth",
    "wives": "wife", "lives": "life", "taught": "teach", "met": "meet", "hurt": "hurt", "felt": "feel",
    "spoke": "speak", "spoken": "speak", "heard": "hear", "told": "tell", "said": "say", "saw": "see",
    "seen": "see", "wrote": "write", "written": "write",
}  # fmt: skip


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a word in small letters. Numbers, references and words of one or two letters are their own."""
    word = IRREGULAR.get(word, word)
    if len(word) < 3 or not word.isalpha():
        return word
    word = _past(_plural(AMERICAN.sub(r"is\1", word)))
    word = ENDS_IN_Y.sub("i", word)
    return _tidied(_replaced(_replaced(_replaced(word, SECOND, 0), THIRD, 0), FOURTH, 1))


def _measure(part: str) -> int:
    return len(MEASURE.findall(part))


def _plural(word: str) -> str:
    for ending, instead in (("sses", "ss"), ("ies", "i"), ("ss", "ss"), ("s", "")):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for ending in ("ed", "ing"):
        part = word.removesuffix(ending)
        if part != word and HAS_VOWEL.search(part):
            return _restored(part)
    return word


def _restored(part: str) -> str:
    """As it was before its ending: "hopp" is "hop", "fil" is "file", "conflat" is "conflate"."""
    if part.endswith(("at", "bl")):
        return part + "e"
    if DOUBLED.search(part):
        return part[:-1]
    return part + "e" if SHORT.search(part) else part


def _replaced(word: str, endings: dict[str, str], least: int) -> str:
    """The longest ending is the one that counts, whether it may go or not."""
    found = max((ending for ending in endings if word.endswith(ending)), key=len, default="")
    if not found:
        return word
    part = word[: -len(found)] + KEPT.get(found, "") if endings is FOURTH else word[: -len(found)]
    return part + endings[found] if _measure(part) > least else word


def _tidied(word: str) -> str:
    part = word[:-1]
    long_enough = _measure(part) > 1 or (_measure(part) == 1 and not ENDS_SHORT.search(part))
    if word.endswith("e") and long_enough:
        word = part
    return word[:-1] if word.endswith("ll") and _measure(word[:-1]) > 1 else word
