"""What an answer states about the world: not its talk, its headings, nor that the passages lack something."""

from __future__ import annotations

import re

from assistant.answering.agreement import Facts, facts

_TALK = re.compile(
    r"\W*(?:(?:sure|certainly|of course|yes|no|thanks?|thank you|hello|hi|sorry|unfortunately|in summary|overall|note)\b[\s,.!]*\Z"
    r"|(?:here (?:is|are)|below (?:is|are)|i hope|let me know|feel free|please (?:let|note|see|refer)|if you (?:have|need|would like|want)"
    r"|i (?:am|'m|can|could|cannot|can't|do not|don't|did not|would|will)\b|based on (?:the|these) (?:passages?|articles?|sources?)\W*\Z))",
    re.IGNORECASE,
)
_SAYING = re.compile(
    r"\b(?:say|note|add|confirm|conclude|think|believe|know|see|find|infer|tell you|mention) that\s+\w|\bi would say\b",
    re.IGNORECASE,
)
"""Talk that leads up to a statement: "I can confirm that …"."""
_HEADING = re.compile(r"\s*(?:#{1,6}\s.*|\*\*[^*]+\*\*:?|\|[-:|\s]+\|?|[-*_]{3,})\Z")
_SENTENCE_END = re.compile(r"[.!。！]\W*\Z")

_EN = r"(?:(?:passages?|articles?|sources?|excerpts?|contexts?|corpus)(?! (?:of|to|through|for)\b| \d)|(?:the|these|those|provided|given|available) (?:texts?|documents?|information)(?! of\b)|(?:texts?|documents?|information) (?:provided|given|available))"
_DE = r"(?:artikeln?|passagen?|textstellen?|textpassagen?|textabschnitten?|abschnitten?|quellen?|auszügen?|kontext|(?:diese[nm]?|vorliegenden|bereitgestellten) texte?n?)"
_FR = r"(?:articles?|passages?|extraits?|sources?|contexte|(?:ces|le) textes?|textes? fournis?)"
_ES = r"(?:artículos?|pasajes?|fuentes?|fragmentos?|contexto|textos? proporcionados?)"
_PT = r"(?:artigos?|passagens?|trechos?|fontes?|contexto)"
_IT = r"(?:articoli|articolo|brani|passaggi|estratti|fonti|contesto)"
_NL = r"(?:artikel(?:en)?|passages?|bronnen|fragmenten|context)"
# For each language: what an answer is made from, what denies, and what was looked for or not done.
_LACKING = (
    (_EN, r"(?:\bnot|n['’]t|\bno|\bnothing|\bnever|\bcannot|\bunable to)", r"(?:mention|say|stat(?:e|ed|ing)\b|specif|contain|provid|includ|inform|answer|discuss|cover|details?\b|available|enough|giv|tell|indicat|explain|address|describ|speak|talk|found|find|determin|know|clear|evidence|data\b|list|name|reveal|disclos|identif|report)"),
    (_DE, r"(?:\bnicht|\bnichts|\bkein\w*)", r"(?:erwähn|genannt|nenn|enth[aä]lt|sag|hervor|information|angab|angegeben|steht|stehen|beantwort|auskunft|hinweis|gefunden|finden|bekannt)"),
    (_FR, r"(?:\bne\b|\bn['’]|\bpas\b|\baucune?\b|\brien\b)", r"(?:mentionn|indiqu|précis|dis|dit|contien|fourni|donn|répond|parl|inform|évoqu|trouv)"),
    (_ES, r"(?:\bno\b|\bning[uú]n\w*|\bnada\b)", r"(?:mencion|dice|indic|especific|contien|proporcion|respond|habla|inform|encuentr|encontr)"),
    (_PT, r"(?:\bnão\b|\bnenhum\w*|\bnada\b)", r"(?:mencion|diz|indic|especific|contêm|contém|fornec|respond|fala|inform|encontr)"),
    (_IT, r"(?:\bnon\b|\bnessun\w*|\bnulla\b)", r"(?:menzion|dice|dicono|indic|specific|conten|contien|forni|rispond|parla|inform|trova)"),
    (_NL, r"(?:\bniet|\bniets|\bgeen)", r"(?:vermeld|noem|zegg|bevat|informatie|beantwoord|staat|staan|gevonden)"),
)  # fmt: skip
_IN = r"\b(?:in|by|from|within|among|im|aus|von|dans|par|en|nos?|nas?|em|nell?[aeio]?|negli|uit|door)\b['’]?(?:\s+\w+){0,3}?\s*\b"
_WORDS = r"(?:\s+(?!as\b|that\b|says?\b|states?\b|reports?\b)[^\s,.;:]+)"
_LACKS = re.compile(
    "|".join(
        rf"\b{them}\b{_WORDS}{{0,4}}?(?:\s+|(?=n['’]t)){denied}\b{_WORDS}{{0,2}}?\s+{done}"
        rf"|{denied}\b{_WORDS}{{0,2}}?\s+{done}[^.,;:]{{0,60}}?{_IN}{them}\b"
        rf"|\b{them},?\s+(?:there (?:is|are) no|es gibt keine?|il n['’]y a (?:pas|aucune?)|no hay)\b{_WORDS}{{0,2}}?\s+{done}"
        for them, denied, done in _LACKING
    )
    + "".join(
        rf"|\b{them}\b{_WORDS}{{0,2}}?\s+{done}\w*{_WORDS}?\s+{denied}\b"
        for them, denied, done in _LACKING[1:]
    )
    + rf"|\b{_EN}{_WORDS}{{0,2}}?\s+(?:(?:giv|provid|contain|mention|offer|includ|hold)\w*\s+(?:no|nothing)|lacks?)\b"
    + r"|\b(?:none of (?:the|these)|no|nothing in (?:the|these)) (?:\w+ )?(?:passages?|articles?|excerpts?)\b.{0,20}(?:mention|say|stat|giv|contain|answer|tell|provid|discuss|speak)"
    + r"|(?:文章|段落|资料|資料|文中|原文|文本|記事).{0,20}(?:没有|未|沒有|ありません|いません|ない).{0,12}"
    + r"|(?:\A[*_\s]*(?:[-•]\s+|\d+[.)]\s+)?|\b(?:sorry|unfortunately|therefore|but|so|however|afraid(?: that)?)\b,?\s+|\A(?:based on|from|given|according to)\b[^,]{0,60},\s+)i (?:do not|don['’]t|did not|cannot|can['’]t|could not|couldn['’]t|am (?:unable|not able) to|was (?:unable|not able) to)\s+(?:(?:know|find|answer|tell|determine|say|locate)\b(?! that \w)|have (?:\w+ ){0,2}(?:information|details|answer))"
    + r"|\bich weiß (?:es |das )?nicht\b|\bje ne sais pas\b|\bno lo sé\b|\bnon lo so\b|我不知道",
    re.IGNORECASE | re.DOTALL,
)
_TURN = re.compile(
    r"[,;]?\s+(?:but|however|though|although|yet|aber|jedoch|doch|mais|pero|sino|mas|ma|però|maar)\b,?|;|,\s+(?:only|nur|seulement|solo)\b(?: that\b)?|，?但是?",
    re.IGNORECASE,
)
_JOINT = re.compile(
    r".*(?P<joint>[,;]?\s+(?:but|and|though|although|however|while|whereas|yet|aber|und|jedoch|mais|et|pero|y|ma|e|mas|maar|en)\s+(?:[\w’']+\s+){0,3}\Z|;\s+(?:[\w’']+\s+){0,3}\Z|，?(?:但是?|不过|然而)\Z|，\Z)",
    re.IGNORECASE | re.DOTALL,
)
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


def is_claim(text: str, languages: tuple[str, ...]) -> bool:
    """Whether the sentence says something about the world that a passage could back."""
    if not stated(text) or text.rstrip("*_ ").endswith(("?", ":")):
        return False
    said = facts(text, languages)
    if _HEADING.match(text) and not _is_stated_in_a_heading(text, said):
        return False
    return not is_talk(text, said) and (len(said.terms) > 1 or bool(said.quantities or said.dates))


def is_talk(text: str, said: Facts) -> bool:
    """Whether the sentence speaks to the reader; where it has a number or a date, or leads up to a statement, it states something too."""
    return bool(_TALK.match(text)) and not (said.quantities or said.dates or _SAYING.search(text))


def _is_stated_in_a_heading(text: str, said: Facts) -> bool:
    """Whether what looks like a heading is a statement in bold: it ends as a sentence does, or gives a day or a measure."""
    measured = any(quantity.unit not in (None, "th") for quantity in said.quantities)
    return bool(_SENTENCE_END.search(text)) or measured or any(day.grain == "day" for day in said.dates)
