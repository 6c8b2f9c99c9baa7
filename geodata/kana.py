"""Names in kana to English (Hepburn without macrons) and to Korean (the official transcription).

Both are for place names in katakana. ``・`` marks a border inside a name across which two vowels
are not one long vowel, and is not written: マツ・ウラ is Matsuura, 마쓰우라.

Hepburn as on the signs of railways and in passports: long o and u are not marked, ン is m before b,
m and p and n' before vowels and y, ッ doubles the consonant (t before ch). Korean after the rules
of the Korean government (외래어 표기법, 제2장 표 4, 제3장 제6절): plain k, t, ch at the beginning
of a word, aspirated ones inside, ン as ㄴ, ッ as ㅅ, long vowels not marked (ei is none).
"""

from __future__ import annotations

from typing import NamedTuple

BREAK = "・"
SMALL = {"ャ": "a", "ュ": "u", "ョ": "o"}
_ROWS = {
    "": "アイウエオ",
    "k": "カキクケコ",
    "g": "ガギグゲゴ",
    "s": "サシスセソ",
    "z": "ザジズゼゾ",
    "t": "タチツテト",
    "d": "ダヂヅデド",
    "n": "ナニヌネノ",
    "h": "ハヒフヘホ",
    "b": "バビブベボ",
    "p": "パピプペポ",
    "m": "マミムメモ",
    "r": "ラリルレロ",
}
#: Consonant and vowel of every kana, as the table of fifty sounds has them.
SOUNDS = {
    kana: (consonant, vowel)
    for consonant, row in _ROWS.items()
    for kana, vowel in zip(row, "aiueo", strict=True)
} | {"ヤ": ("y", "a"), "ユ": ("y", "u"), "ヨ": ("y", "o"), "ワ": ("w", "a"), "ヲ": ("", "o")}
#: Where Hepburn writes another consonant than the table.
_HEPBURN = {
    "si": "shi", "sy": "sh", "zi": "ji", "zy": "j", "ti": "chi", "ty": "ch", "tu": "tsu",
    "di": "ji", "dy": "j", "du": "zu", "hu": "fu",
}  # fmt: skip
#: Initials of Hangul syllables, in their order in Unicode.
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_MEDIALS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
_FINALS = {"": 0, "ㄴ": 4, "ㅅ": 19}
#: Initial at the beginning of a word and inside it.
_CONSONANTS = {
    "": "ㅇㅇ", "k": "ㄱㅋ", "g": "ㄱㄱ", "s": "ㅅㅅ", "z": "ㅈㅈ", "t": "ㄷㅌ", "d": "ㄷㄷ",
    "n": "ㄴㄴ", "h": "ㅎㅎ", "b": "ㅂㅂ", "p": "ㅍㅍ", "m": "ㅁㅁ", "r": "ㄹㄹ",
    "y": "ㅇㅇ", "w": "ㅇㅇ",
}  # fmt: skip
_VOWELS = {"a": "ㅏ", "i": "ㅣ", "u": "ㅜ", "e": "ㅔ", "o": "ㅗ"}
_GLIDES = {"a": "ㅑ", "u": "ㅠ", "o": "ㅛ"}
#: Vowels that only lengthen the one before: what English leaves out, and what Korean does.
LONG_ENGLISH = {"oo", "ou", "uu"}
LONG_KOREAN = {"aa", "ii", "uu", "ee", "oo", "ou"}


class Mora(NamedTuple):
    """One beat of a name: consonant, whether a y follows it, vowel; or ン and ッ by themselves."""

    consonant: str
    glide: bool
    vowel: str


SYLLABIC_N = Mora("ン", glide=False, vowel="")
DOUBLING = Mora("ッ", glide=False, vowel="")
PAUSE = Mora(BREAK, glide=False, vowel="")
_SPECIAL = {"ン": SYLLABIC_N, "ッ": DOUBLING, BREAK: PAUSE}


def morae(kana: str) -> list[Mora]:
    """Cut a name into its beats.

    Examples
    --------
    >>> [each.consonant + each.vowel for each in morae("サッポロ")]
    ['sa', 'ッ', 'po', 'ro']
    """
    found: list[Mora] = []
    for letter in kana:
        if letter in SMALL:
            found[-1] = Mora(found[-1].consonant, glide=True, vowel=SMALL[letter])
        else:
            found.append(_SPECIAL.get(letter) or _plain(letter))
    return found


def _plain(letter: str) -> Mora:
    if letter not in SOUNDS:
        raise ValueError(f"No kana of a place name: {letter!r}")
    consonant, vowel = SOUNDS[letter]
    return Mora(consonant, glide=False, vowel=vowel)


def shortened(beats: list[Mora], long: set[str]) -> list[Mora]:
    """Leave out the vowels that only lengthen the one before, and the marked borders.

    Examples
    --------
    >>> [each.vowel for each in shortened(morae("スオウオオシマ"), LONG_ENGLISH)]
    ['u', 'o', 'o', 'i', 'a']
    """
    kept: list[Mora] = []
    before = ""
    for beat in beats:
        lengthens = not beat.consonant and not beat.glide and before + beat.vowel in long
        if not lengthens and beat is not PAUSE:
            kept.append(beat)
        before = "" if lengthens else beat.vowel
    return kept


def hepburn(kana: str) -> str:
    """Romanize a place name.

    Examples
    --------
    >>> hepburn("キュウシュウ"), hepburn("ニイガタ"), hepburn("シンジュク"), hepburn("ハッチョウ")
    ('Kyushu', 'Niigata', 'Shinjuku', 'Hatcho')
    >>> hepburn("ゴテンバ"), hepburn("シンオンセン"), hepburn("マツ・ウラ"), hepburn("コウヅシマ")
    ('Gotemba', "Shin'onsen", 'Matsuura', 'Kozushima')
    """
    beats = shortened(morae(kana), LONG_ENGLISH)
    spelled = [_letters(beat) for beat in beats]
    for at, beat in enumerate(beats):
        following = spelled[at + 1] if at + 1 < len(spelled) else ""
        if beat is SYLLABIC_N:
            spelled[at] = _nasal(following)
        elif beat is DOUBLING:
            spelled[at] = "t" if following.startswith("ch") else following[:1]
    return "".join(spelled).capitalize()


def _letters(beat: Mora) -> str:
    consonant = beat.consonant + "y" * beat.glide
    whole = consonant + beat.vowel
    return _HEPBURN.get(whole) or _HEPBURN.get(consonant, consonant) + beat.vowel


def _nasal(following: str) -> str:
    if following[:1] in {"b", "m", "p"}:
        return "m"
    return "n'" if following[:1] in set("aiueoy") else "n"


def hangul(kana: str) -> str:
    """Write a place name in Korean.

    Examples
    --------
    >>> hangul("サッポロ"), hangul("キタキュウシュウ"), hangul("チヨダ"), hangul("ニイガタ")
    ('삿포로', '기타큐슈', '지요다', '니가타')
    >>> hangul("センダイ"), hangul("ツルガ"), hangul("マツ・ウラ"), hangul("チョウフ")
    ('센다이', '쓰루가', '마쓰우라', '조후')
    """
    written = ""
    for beat in shortened(morae(kana), LONG_KOREAN):
        if beat is SYLLABIC_N or beat is DOUBLING:
            final = "ㄴ" if beat is SYLLABIC_N else "ㅅ"
            written = written[:-1] + chr(ord(written[-1]) + _FINALS[final])
        else:
            written += _syllable(beat, inside=bool(written))
    return written


def _syllable(beat: Mora, *, inside: bool) -> str:
    initial, medial = _CONSONANTS[beat.consonant][inside], _VOWELS[beat.vowel]
    sound = beat.consonant + beat.vowel
    if sound in {"ti", "di"} or (beat.glide and beat.consonant in {"t", "d"}):
        initial = "ㅈㅊ"[inside] if beat.consonant == "t" else "ㅈ"
    if sound in {"tu", "du"} and not beat.glide:
        initial = "ㅆ" if beat.consonant == "t" else "ㅈ"
    if sound in {"su", "zu", "tu", "du"} and not beat.glide:
        medial = "ㅡ"
    # after ㅈ and ㅊ Korean writes no y: ジョ is 조
    if (beat.glide and initial not in {"ㅈ", "ㅊ"}) or beat.consonant == "y":
        medial = _GLIDES[beat.vowel]
    medial = "ㅘ" if sound == "wa" else medial
    return chr(0xAC00 + (_INITIALS.index(initial) * 21 + _MEDIALS.index(medial)) * 28)
