"""Which language a text is in, told by its script and its function words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

from assistant.text.stopwords import STOP_WORDS

_SAMPLE = 20_000
"""Characters looked at: more would not change the verdict."""

_SCRIPTS: Mapping[str, str] = {
    "ja": "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    "zh": "\u3400-\u9fff\uf900-\ufaff",
    "ko": "\uac00-\ud7af\u1100-\u11ff",
    "th": "\u0e00-\u0e7f",
    "lo": "\u0e80-\u0eff",
    "km": "\u1780-\u17ff",
    "my": "\u1000-\u109f",
    "el": "\u0370-\u03ff\u1f00-\u1fff",
    "he": "\u0590-\u05ff",
    "arabic": "\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufefc",
    "cyrillic": "\u0400-\u04ff",
    "hi": "\u0900-\u097f",
    "bn": "\u0980-\u09ff",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "ka": "\u10a0-\u10ff",
    "hy": "\u0530-\u058f",
    "latin": "A-Za-z\u00c0-\u024f\u1e00-\u1eff",
}
NAMES: Mapping[str, str] = {
    "ar": "Arabic", "bn": "Bengali", "da": "Danish", "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ka": "Georgian", "km": "Khmer", "ko": "Korean", "lo": "Lao", "my": "Burmese", "nl": "Dutch",
    "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sv": "Swedish", "ta": "Tamil",
    "te": "Telugu", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "zh": "Chinese",
}  # fmt: skip
"""What English calls each language that is told."""
_OF_SCRIPT = {name: re.compile(f"[{ranges}]") for name, ranges in _SCRIPTS.items()}
_WORD = re.compile(r"[^\W\d_]+")
_NEEDED = 1.5
_MARGIN = 1.4


def language(text: str) -> str | None:
    """The ISO 639-1 code of the language that most of `text` is in; None when that is not sure.

    Names alone, numbers, and languages whose function words are not known here give None.
    """
    sample = text[:_SAMPLE]
    counts = dict.fromkeys(_SCRIPTS, 0)
    for character, times in Counter(sample).items():
        if script := _script_of(character):
            counts[script] += times
    # Japanese is written with Chinese characters between its own.
    if counts["ja"] * 10 >= counts["zh"] and counts["ja"] > 0:
        counts["ja"] += counts.pop("zh")
    script = max(counts, key=counts.__getitem__)
    if not counts[script]:
        return None
    if script == "arabic":
        return _of_arabic_script(sample)
    if script in ("latin", "cyrillic"):
        return _by_function_words(sample, script)
    return script


@cache
def _script_of(character: str) -> str | None:
    return next((name for name, pattern in _OF_SCRIPT.items() if pattern.match(character)), None)


def _of_arabic_script(text: str) -> str:
    """Urdu and Persian each have letters that Arabic lacks."""
    if re.search("[ٹڈڑےں]", text):
        return "ur"
    return "fa" if re.search("[پچژگ]", text) else "ar"


def _by_function_words(text: str, script: str) -> str | None:
    scores: Counter[str] = Counter()
    for word, times in Counter(_WORD.findall(text.casefold())).items():
        speakers = _SPEAKERS.get(word, ())
        for code in speakers:
            scores[code] += times / len(speakers)  # type: ignore[assignment]
    ranked = [(code, score) for code, score in scores.most_common() if _written_in(code) == script]
    if not ranked or ranked[0][1] < _NEEDED:
        return None
    runner_up = ranked[1][1] if len(ranked) > 1 else 0.0
    return ranked[0][0] if ranked[0][1] >= _MARGIN * runner_up else None


def _written_in(code: str) -> str:
    return "cyrillic" if code in ("ru", "uk") else "latin"


def _speakers() -> dict[str, tuple[str, ...]]:
    """Each function word with the languages that use it: the fewer, the more it tells."""
    words = {word for stopped in STOP_WORDS.values() for word in stopped}
    return {word: tuple(code for code, stopped in STOP_WORDS.items() if word in stopped) for word in words}


_SPEAKERS = _speakers()
