"""How a brief writes numbers, dates and counts in each language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from clustermap import locales
from clustermap.locales import wording
from clustermap.locales.numbers import TRILLION, decimal, short

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A brief has no more running text than this: words in English, letters in Japanese and Korean.
LIMITS = {"en": 120, "ja": 300, "ko": 300}


def say(key: str, lang: str, **values: Any) -> str:
    """Return a text of a brief."""
    return wording.say("brief", key, lang, **values)


def counted(key: str, n: int, lang: str, **values: Any) -> str:
    """Return a text with a count, in its own form for one.

    Examples
    --------
    >>> counted("m_opened", 1, "en"), counted("m_opened", 3, "en")
    ('one site opened', '3 sites opened')
    """
    form = f"{key}_one" if n == 1 else key
    return say(form, lang, n=decimal(n), **values)


def money(billions: float, lang: str) -> tuple[str, str]:
    """Write an amount in two or three digits, and its unit.

    Examples
    --------
    >>> money(3762.6, "en"), money(3762.6, "ja"), money(48.2, "ja"), money(0.43, "ko")
    (('¥3.8', 'tn'), ('3.8', '兆円'), ('482', '億円'), ('4.3', '억 엔'))
    """
    big = billions >= TRILLION
    if lang == "en":
        if 0 < billions < 1:
            return f"¥{short(billions * 1000)}", "m"
        amount = billions / TRILLION if big else billions
        return f"¥{short(amount, 1 if amount < 100 else 0)}", "tn" if big else "bn"
    units = {"ja": ("兆円", "億円"), "ko": ("조 엔", "억 엔")}[lang]
    amount = billions / TRILLION if big else billions * 10
    return short(amount, 1 if amount < 10 or big else 0), units[0 if big else 1]


def money_text(billions: float, lang: str) -> str:
    r"""Write an amount in running text.

    Examples
    --------
    >>> money_text(2100, "en"), money_text(2100, "ja"), money_text(11.4, "ko")
    ('¥2.1\xa0tn', '2.1兆円', '114억 엔')
    """
    number, unit = money(billions, lang)
    return f"{number}\u00a0{unit}" if lang == "en" else f"{number}{unit}"


def signed(share: float, lang: str) -> str:
    """Write a change in percent with its sign.

    Examples
    --------
    >>> signed(0.052, "en"), signed(-0.1, "ja")
    ('+5.2%', '−10.0％')
    """
    sign = "+" if share >= 0 else "\u2212"
    return f"{sign}{decimal(abs(share) * 100, 1)}{'％' if lang == 'ja' else '%'}"


def percent(share: float, lang: str) -> str:
    """Write a share.

    Examples
    --------
    >>> percent(0.148, "en"), percent(0.148, "ja")
    ('15%', '15％')
    """
    return f"{decimal(share * 100)}{'％' if lang == 'ja' else '%'}"


def times(value: float) -> str:
    """Write a quotient.

    Examples
    --------
    >>> times(2.281), times(12.4)
    ('2.3', '12')
    """
    return decimal(value, 1 if value < 10 else 0)


def sector(name: str, lang: str) -> str:
    """Return a sector as it stands before "sites"."""
    known = locales.load(lang)["brief"].get(f"adj_{name}")
    return known or locales.text("sector", name, lang)


def length(texts: Sequence[str], lang: str) -> int:
    """Count words in English, letters without spaces in Japanese and Korean.

    Examples
    --------
    >>> length(["Two words", "three"], "en"), length(["熊本県 は"], "ja")
    (3, 4)
    """
    if lang == "en":
        return sum(len(text.split()) for text in texts)
    return sum(len("".join(text.split())) for text in texts)


def known(value: float) -> bool:
    """Say whether a number is one."""
    return not math.isnan(value)
