"""How a name is heard, whoever wrote it down and from whichever alphabet.

One name of an Arab, Ukrainian or Senegalese person comes in five spellings, by the country of the clerk.
Vowels, h and doubled letters are what they disagree about; the skeleton of consonants stays. It is coarse
on purpose (Mario and Maria sound alike): it finds who may be meant, and spelling judges after it.
"""

import re
from functools import lru_cache

from snodo.kernel.text import search_form

# Letters of Ukrainian and Russian, as they are commonly written in Latin.
_CYRILLIC = str.maketrans(
    {
        **dict(zip("абвгґдезиіїйклмнопрстуфыэёь", "abvhgdeziiiiklmnoprstufieo ", strict=True)),
        "є": "ie",
        "ж": "zh",
        "х": "kh",
        "ц": "ts",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "iu",
        "я": "ia",
        "ъ": "",
        "'": "",
    }
)
# In this order: the longest groups first.
_HEARD = tuple(
    (re.compile(pattern), code)
    for pattern, code in (
        (r"(shch|tsch|tch|cch|ch|kh|ck|cz|q|k)", "K"),
        (r"(?<=[aou])w", ""),
        (r"(dzh|dj|zh|xh|gg(?=[eiy])|g(?=[eiy]))", "J"),
        (r"sc(?=[eiy])", "S"),
        (r"(sch|sh|ts|tz|sz|s|z)", "S"),
        (r"x", "KS"),
        (r"c", "K"),
        (r"ph", "F"),
        (r"gn", "N"),
        (r"gli", "L"),
        (r"[dt]", "T"),
        (r"[vw]", "V"),
        (r"[aeiouyjh]", ""),
    )
)
_DOUBLED = re.compile(r"(.)\1+")
# Written apart, joined or left out, as the clerk likes.
JOINED = frozenset(
    [
        "de",
        "di",
        "da",
        "del",
        "della",
        "dello",
        "dei",
        "degli",
        "dal",
        "dalla",
        "la",
        "lo",
        "li",
        "d",
        "san",
        "santa",
        "mc",
        "mac",
        "van",
        "von",
        "ben",
    ]
)
LEFT_OUT = frozenset(["el", "al", "ul", "bin"])


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """The skeleton of one word in search form: "mohammed" and "muhamad" → "MMT"."""
    heard = word.translate(_CYRILLIC)
    for pattern, code in _HEARD:
        heard = pattern.sub(code, heard)
    heard = _DOUBLED.sub(r"\1", heard.upper())
    return heard or word[:3].upper()


@lru_cache(maxsize=20_000)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in search form that tell people apart: "de la cruz luz" → ("delacruz", "luz")."""
    found: list[str] = []
    before = ""
    for word in name.split():
        if word in LEFT_OUT:
            continue
        if word in JOINED:
            before += word
            continue
        found.append(before + word)
        before = ""
    if before:
        found.append(before)
    return tuple(found)


@lru_cache(maxsize=50_000)
def form_of(name: str) -> str:
    """The search form of a name. Names come again and again: each is folded once."""
    return search_form(name)


@lru_cache(maxsize=50_000)
def heard(name: str) -> tuple[str, ...]:
    """How each word of a name sounds, each once, in the order of the name."""
    return tuple(dict.fromkeys(sound(word) for word in words_of(form_of(name))))
