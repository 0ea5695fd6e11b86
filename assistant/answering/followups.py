"""Follow-ups of a word or two, told in full without a language model: "why?", "yes", "tell me more", "and when was that?", "and Norway?".

Longer follow-ups stay as they are: retrieval carries the words and the cited passages of what they lean on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from assistant.text.names import names
from assistant.text.several import ASKS, AUXILIARY, alone, asked_with
from assistant.types import Turn

FURTHEST = 6
"""Turns back that a follow-up may lean on."""
_LEAD = re.compile(
    r"\A(?:(?:and|but|so|ok(?:ay)?|then|und|aber|et|mais|y|pero|e|ma|en|maar|och|og)\b[\s,]*)+(?=\S)",
    re.IGNORECASE,
)
_YES = re.compile(
    r"(?:yes|yeah|yep|yup|sure|of course|certainly|please|please do|do so|go ahead|ok|okay|right|correct|exactly"
    r"|ja|jawohl|gerne?|bitte|oui|d'accord|volontiers|sí|si|claro|certo|sim|ja graag|graag|javisst)"
    r"(?:[\s,]+(?:please|do|go ahead|bitte|gerne?|graag|por favor|merci|tack|I (?:do|would)))*",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:(?:please|can you|could you)\s+)*(?:(?:tell|give|show) (?:me|us) )?(?:some |any |a (?:bit|little) )?(?:more|more (?:details|information|about (?:that|it|this|them))|details)(?:,?\s+please)?"
    r"|(?:please )?(?:go on|continue|elaborate|explain(?: (?:that|it|this|more|further))?)(?:,?\s+please)?|(?:what|anything) else(?: is there)?|and then|what (?:happened )?(?:then|next)"
    r"|(?:erzähl(?:e|en)? (?:mir |uns |Sie )*)?mehr(?: (?:dazu|davon|darüber|Details))?|weiter|was noch|(?:dis-m'en |dites-m'en )?(?:plus|davantage)|et (?:encore|après|ensuite)|quoi d'autre"
    r"|(?:cuéntame |dime )?más|(?:¿)?(?:qué|y qué) más|(?:dimmi )?(?:di )?più|cos'altro|(?:conta-me )?mais|o que mais|(?:vertel (?:me )?)?meer|wat nog|mer|mere",
    re.IGNORECASE,
)
_OFFER = re.compile(
    r"(?:(?:would|do) you (?:like|want)(?: me)? to (?:know|hear|see|learn|be told|tell you|explain|show you|say)(?: more)?(?: about)?"
    r"|(?:shall|should) i (?:tell you|explain|say|show you)(?: more)?(?: about)?|(?P<meant>(?:do|did) you mean|are you asking(?: about)?))\s+(?P<offered>[^?]+)\?",
    re.IGNORECASE,
)
_THAT = re.compile(
    rf"(?P<asking>{ASKS})(?:\s+(?:{AUXILIARY}\s+(?:that|this|it|they|he|she|those|these)(?:\s+(?:happen(?:ed)?|occur(?:red)?|take place|so|the case))?"
    r"|so|exactly|(?P<denied>not|nicht|pas|no|non|niet|inte|ikke)|war das|ist das|(?:c'était|était-ce)|fue|è stato|foi|was dat))?",
    re.IGNORECASE,
)
_WHY = re.compile(
    r"why|how come|warum|wieso|weshalb|pourquoi|por qu[eé]|perché|waarom|varför|hvorfor", re.IGNORECASE
)
_VERB = re.compile(r"why (?:is|are|was|were|does|do|did|has|have|had|could|would|should)\b", re.IGNORECASE)
_INSTEAD = re.compile(
    r"(?:(?:what|how) about|(?:und )?was ist mit|et pour|¿?y|e|and|und|et)\s+(?P<other>.+)", re.IGNORECASE
)
_MOST_INSTEAD = 4
"""Words of something that is asked about instead; more say what is asked themselves."""


class FollowUp(NamedTuple):
    """A follow-up told in full. `anew`: what was said before is not what is asked for. `leans`: what it asks again is itself a
    follow-up, as in "Where did it land?" – "Tell me more."."""

    text: str
    anew: bool = False
    leans: bool = False


def told_in_full(question: str, history: Sequence[Turn]) -> FollowUp:
    """`question` as it is understood after its history; as it stands where it says enough itself."""
    before, answer, leans = "", "", False
    for place, turn in enumerate(history[-FURTHEST:]):
        told = _after(turn.question, before, answer).text
        leans = leans if told != turn.question else place > 0
        before, answer = told, turn.answer
    told_now = _after(question, before, answer)
    return told_now._replace(leans=leans and told_now.text != question)


def _after(question: str, before: str, answer: str) -> FollowUp:
    """`question` asked after the question `before`, which was told in full, and its answer."""
    said = _LEAD.sub("", question.strip(), count=1).strip(" ?!.,;:…¿¡？。")
    if not before or not said:
        return FollowUp(question)
    if _YES.fullmatch(said):
        return _agreed(before, answer)
    if _MORE.fullmatch(said):
        return FollowUp(before, anew=True)
    if asked := _THAT.fullmatch(said):
        told = asked_with(asked["asking"], before)
        return FollowUp(
            _denied(told, said, before) if asked["denied"] else told, anew=bool(_WHY.match(asked["asking"]))
        )
    other = _INSTEAD.fullmatch(question.strip(" ?!."))
    return FollowUp((_instead(other["other"], before) if other else "") or question)


def _denied(told: str, asked: str, before: str) -> str:
    """ "Why is it open?" asked of what is not so, "Why isn't it open?"; where no verb takes that on, what is `asked` stands before the question."""
    if verb := _VERB.match(told):
        return f"{told[: verb.end()]}n't{told[verb.end() :]}"
    return f"{asked[0].upper()}{asked[1:]}: {before}"


def _agreed(before: str, answer: str) -> FollowUp:
    """What an answer offered to tell, else more of what it was about."""
    offers = list(_OFFER.finditer(answer))
    if not offers:
        return FollowUp(before, anew=True)
    offered = offers[-1]["offered"]
    if offers[-1]["meant"]:
        return FollowUp(f"{before} ({offered})")
    asked = alone(offered, before.rstrip(" ?"))
    return FollowUp(f"{asked[0].upper()}{asked[1:]}?")


def _instead(other: str, before: str) -> str:
    """The question `before` of something else; empty where it is not plain what that stands for."""
    put, kept = names(f"about {other}"), names(before)
    if len(put) != 1 or len(kept) != 1 or len(other.split()) > _MOST_INSTEAD:
        return ""
    return before[: kept[0].span.start] + put[0].text + before[kept[0].span.end :]
