"""Lines that belong to the page and not to the article, in text copied off a web page.

Only whole lines in forms that no article writes are taken: what a theme prints around a post, the form under it, and an
embedded tweet, which shows as its text and a line of attribution.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.ingest.article import Block

LONGEST_TWEET = 340
LONGEST_FIELD = 160

_DATE = r"(?:\w+ \d{1,2}, \d{4}|\d{1,2} \w+ \d{4})"
_ATTRIBUTION = re.compile(rf"[—–-]{{1,2}} ?.{{1,80}}\(@\w{{1,20}}\),? {_DATE}\W*")
_TWEET_LINK = re.compile(r"(?:pic\.twitter\.com/|https?://t\.co/)\w+\W*$")

_FORM = re.compile(r"leave a (?:reply|comment)|post a comment|join the (?:discussion|conversation)|cancel reply"
                   r"|your email address will not be published.*|required fields are marked.*", re.I)  # fmt: skip

_LINE = re.compile(
    r"""(?:[«»←→‹›<>|\s]*)(?:
      (?:previous|next|older|newer)\ (?:post|article|story|entry|posts)s? | post\ navigation
    | skip\ to\ (?:main\ )?content | (?:toggle|main)\ (?:navigation|menu) | back\ to\ (?:top|home)
    | share\ (?:this|on)(?:\ (?:article|post|story|page|facebook|twitter|x|linkedin|whatsapp|reddit|pinterest|email))?
    | click\ to\ (?:share|print|email)\b.{0,80} | \(opens\ in\ new\ window\)
    | tweet(?:\ this)? | copy\ link | print\ this(?:\ (?:page|article))? | email\ this(?:\ (?:page|article))?
    | (?:related|recommended|popular|recent|trending)\ (?:posts|articles|stories|reading) | you\ (?:may|might)\ also\ like
    | (?:read|see|show|load)\ more | continue\ reading | advertisement | sponsored\ (?:content|post) | like\ this:? | loading(?:\.\.\.|…)
    | (?:sign\ up|subscribe)\ (?:for|to)\ (?:our|the)\ .{0,40}newsletter\W* | subscribe(?:\ now)? | log\ in(?:\ to\ reply)?
    | save\ my\ name,\ email,?\ and\ website\ in\ this\ browser.* | notify\ me\ of\ .{0,40}(?:comments|posts).*
    | (?:this\ page\ )?(?:has\ been\ )?(?:visited|viewed)\ [\d.,]+\ times.{0,30} | (?:write\ to|e?-?mail|contact)\ (?:the\ )?webmaster
    | best\ (?:viewed\ )?(?:with|in|at)\ .{0,40} | (?:\d+|no)\ comments? | comments\ are\ closed.? | (?:accept|reject)\ (?:all\ )?cookies | we\ (?:and\ our\ partners\ )?use\ cookies\b.{0,200}
    | all\ rights\ reserved.? | (?:©|\(c\)|copyright)\ .{0,20}\d{4}.{0,80}
    )(?:[«»←→‹›<>|:\s]*)""",
    re.I | re.X,
)


def without_chrome(blocks: Sequence[Block]) -> list[Block]:
    """The blocks that are the article's own, in order."""
    tweets = _tweets(blocks)
    kept = [block for index, block in enumerate(blocks) if index not in tweets]
    return [block for block in _without_form(kept) if not _LINE.fullmatch(block.text.strip())]


def _tweets(blocks: Sequence[Block]) -> set[int]:
    found: set[int] = set()
    for index, block in enumerate(blocks):
        text = block.text.strip()
        if _ATTRIBUTION.fullmatch(text):
            found |= {index} | _quoted(blocks, index)
    return found


def _quoted(blocks: Sequence[Block], attribution: int) -> set[int]:
    """The line above an attribution is the tweet, if it is no longer than one can be and is not a heading."""
    above = attribution - 1
    if above < 0 or blocks[above].level:
        return set()
    text = blocks[above].text.strip()
    return {above} if len(text) <= LONGEST_TWEET and (_TWEET_LINK.search(text) or above > 0) else set()


def _without_form(blocks: Sequence[Block]) -> Sequence[Block]:
    """Under "Leave a Reply" stand fields and buttons; a longer line below it is text again."""
    kept: list[Block] = []
    inside = False
    for block in blocks:
        text = block.text.strip()
        if _FORM.fullmatch(text):
            inside = True
        elif not inside or len(text) > LONGEST_FIELD:
            inside = False
            kept.append(block)
    return kept
