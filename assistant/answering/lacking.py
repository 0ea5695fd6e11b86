"""How an answer says that the articles lack something, in eight languages, and what it states beside that."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple


class _Wording(NamedTuple):
    """Of one language, each a pattern: what an answer is made from, what denies, how that begins which the articles do not do,
    "there is no", and "I do not know"."""

    articles: str
    denied: str
    done: str
    there_is_no: str = ""
    unknown: str = ""


_ENGLISH = _Wording(
    articles=r"(?:(?:passages?|articles?|sources?|excerpts?|contexts?|corpus)(?! (?:of|to|through|for)\b| \d)"
    r"|(?:the|these|those|provided|given|available) (?:texts?|documents?|information)(?! of\b)"
    r"|(?:texts?|documents?|information) (?:provided|given|available))",
    denied=r"(?:\bnot|n['’]t|\bno|\bnothing|\bnever|\bcannot|\bunable to)",
    done=r"(?:mention|say|stat(?:e|ed|ing)\b|specif|contain|provid|includ|inform|answer|discuss|cover|details?\b|available|enough"
    r"|giv|tell|indicat|explain|address|describ|speak|talk|found|find|determin|know|clear|evidence|data\b|list|name|reveal"
    r"|disclos|identif|report)",
    there_is_no=r"there (?:is|are) no",
)
_OTHERS = (
    _Wording(
        articles=r"(?:artikeln?|passagen?|textstellen?|textpassagen?|textabschnitten?|abschnitten?|quellen?|auszügen?|kontext"
        r"|(?:diese[nm]?|vorliegenden|bereitgestellten) texte?n?)",
        denied=r"(?:\bnicht|\bnichts|\bkein\w*)",
        done=r"(?:erwähn|genannt|nenn|enth[aä]lt|sag|hervor|information|angab|angegeben|steht|stehen|beantwort|auskunft|hinweis"
        r"|gefunden|finden|bekannt)",
        there_is_no=r"es gibt keine?",
        unknown=r"ich weiß (?:es |das )?nicht",
    ),
    _Wording(
        articles=r"(?:articles?|passages?|extraits?|sources?|contexte|(?:ces|le) textes?|textes? fournis?)",
        denied=r"(?:\bne\b|\bn['’]|\bpas\b|\baucune?\b|\brien\b)",
        done=r"(?:mentionn|indiqu|précis|dis|dit|contien|fourni|donn|répond|parl|inform|évoqu|trouv)",
        there_is_no=r"il n['’]y a (?:pas|aucune?)",
        unknown=r"je ne sais pas",
    ),
    _Wording(
        articles=r"(?:artículos?|pasajes?|fuentes?|fragmentos?|contexto|textos? proporcionados?)",
        denied=r"(?:\bno\b|\bning[uú]n\w*|\bnada\b)",
        done=r"(?:mencion|dice|indic|especific|contien|proporcion|respond|habla|inform|encuentr|encontr)",
        there_is_no=r"no hay",
        unknown=r"no lo sé",
    ),
    _Wording(
        articles=r"(?:artigos?|passagens?|trechos?|fontes?|contexto)",
        denied=r"(?:\bnão\b|\bnenhum\w*|\bnada\b)",
        done=r"(?:mencion|diz|indic|especific|contêm|contém|fornec|respond|fala|inform|encontr)",
    ),
    _Wording(
        articles=r"(?:articoli|articolo|brani|passaggi|estratti|fonti|contesto)",
        denied=r"(?:\bnon\b|\bnessun\w*|\bnulla\b)",
        done=r"(?:menzion|dice|dicono|indic|specific|conten|contien|forni|rispond|parla|inform|trova)",
        unknown=r"non lo so",
    ),
    _Wording(
        articles=r"(?:artikel(?:en)?|passages?|bronnen|fragmenten|context)",
        denied=r"(?:\bniet|\bniets|\bgeen)",
        done=r"(?:vermeld|noem|zegg|bevat|informatie|beantwoord|staat|staan|gevonden)",
    ),
)
_CHINESE_OR_JAPANESE = (
    r"(?:文章|段落|资料|資料|文中|原文|文本|記事).{0,20}(?:没有|未|沒有|ありません|いません|ない).{0,12}",
    "我不知道",
)
_IN = r"\b(?:in|by|from|within|among|im|aus|von|dans|par|en|nos?|nas?|em|nell?[aeio]?|negli|uit|door)\b['’]?(?:\s+\w+){0,3}?\s*\b"
_WORDS = r"(?:\s+(?!as\b|that\b|says?\b|states?\b|reports?\b)[^\s,.;:]+)"
"""Words of one clause, in which nobody else begins to tell something."""
_I_CANNOT = (
    r"(?:\A[*_\s]*(?:[-•]\s+|\d+[.)]\s+)?|\b(?:sorry|unfortunately|therefore|but|so|however|afraid(?: that)?)\b,?\s+"
    r"|\A(?:based on|from|given|according to)\b[^,]{0,60},\s+)"
    r"i (?:do not|don['’]t|did not|cannot|can['’]t|could not|couldn['’]t|am (?:unable|not able) to|was (?:unable|not able) to)\s+"
    r"(?:(?:know|find|answer|tell|determine|say|locate)\b(?! that \w)|have (?:\w+ ){0,2}(?:information|details|answer))"
)
_NONE_OF_THEM = (
    r"\b(?:none of (?:the|these)|no|nothing in (?:the|these)) (?:\w+ )?(?:passages?|articles?|excerpts?)\b.{0,20}"
    r"(?:mention|say|stat|giv|contain|answer|tell|provid|discuss|speak)"
)


def _denials(of: _Wording) -> Iterator[str]:
    """ "The articles do not say", "… is not mentioned in the articles", "in the articles, there is no word of …"."""
    yield rf"\b{of.articles}\b{_WORDS}{{0,4}}?(?:\s+|(?=n['’]t)){of.denied}\b{_WORDS}{{0,2}}?\s+{of.done}"
    yield rf"{of.denied}\b{_WORDS}{{0,2}}?\s+{of.done}[^.,;:]{{0,60}}?{_IN}{of.articles}\b"
    if of.there_is_no:
        yield rf"\b{of.articles},?\s+{of.there_is_no}\b{_WORDS}{{0,2}}?\s+{of.done}"


def _patterns() -> Iterator[str]:
    for wording in (_ENGLISH, *_OTHERS):
        yield from _denials(wording)
    for wording in _OTHERS:
        # The denial stands behind the verb: "die Artikel sagen nichts".
        yield rf"\b{wording.articles}\b{_WORDS}{{0,2}}?\s+{wording.done}\w*{_WORDS}?\s+{wording.denied}\b"
        if wording.unknown:
            yield rf"\b{wording.unknown}\b"
    yield (
        rf"\b{_ENGLISH.articles}{_WORDS}{{0,2}}?\s+"
        r"(?:(?:giv|provid|contain|mention|offer|includ|hold)\w*\s+(?:no|nothing)|lacks?)\b"
    )
    yield from (_NONE_OF_THEM, _I_CANNOT, *_CHINESE_OR_JAPANESE)


_LACKS = re.compile("|".join(_patterns()), re.IGNORECASE | re.DOTALL)
_TURN = re.compile(
    r"[,;]?\s+(?:but|however|though|although|yet|aber|jedoch|doch|mais|pero|sino|mas|ma|però|maar)\b,?|;"
    r"|,\s+(?:only|nur|seulement|solo)\b(?: that\b)?|，?但是?",
    re.IGNORECASE,
)
"""From where on a sentence says what there is, behind what there is not."""
_JOINT = re.compile(
    r".*(?P<joint>[,;]?\s+(?:but|and|though|although|however|while|whereas|yet|aber|und|jedoch|mais|et|pero|y|ma|e|mas|maar|en)\s+"
    r"(?:[\w’']+\s+){0,3}\Z|;\s+(?:[\w’']+\s+){0,3}\Z|，?(?:但是?|不过|然而)\Z|，\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""Up to where it says what there is, before what there is not."""
_CONCEDES = re.compile(
    r"\W*(?:while|although|though|even though|obwohl|auch wenn|wenngleich|bien que|aunque|sebbene|embora|hoewel|虽然)\b",
    re.IGNORECASE,
)


def stated(text: str) -> str:
    """What a sentence states besides that the passages lack something: all of it for most, nothing where it says no more.

    "The articles do not give its cost, but it opened in 1914." states "it opened in 1914."
    """
    lack = _LACKS.search(text)
    if not lack:
        return text
    if turn := _TURN.search(text, lack.end()):
        return text[turn.end() :].strip()
    if joint := _JOINT.match(text, 0, lack.start()):
        return text[: joint.start("joint")].strip()
    comma = text.find(", ", lack.end()) if _CONCEDES.match(text) else -1
    return text[comma + 2 :].strip() if comma >= 0 else ""
