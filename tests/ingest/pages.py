"""Fifty pages of thirty sites, with the chrome that real sites put around an article.

Ten sites are templates that hold three articles each; twenty are pages of their own, in `sites`, built as one kind of site is: news
behind a paywall, documentation, a wiki, questions and answers, a shop, a journal, a government, and so on, in four languages.
Every piece of text is known to be body or chrome, so what an extractor keeps of each can be counted in characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

import lxml.html

from assistant.ingest.parse import parse


class Page(NamedTuple):
    name: str
    html: str
    body: tuple[str, ...]
    chrome: tuple[str, ...]


class Read(NamedTuple):
    """How many characters of a page's body and chrome there are, and how many of each stand in the article that was read from it."""

    name: str
    body: int
    body_kept: int
    chrome: int
    chrome_kept: int


class Story(NamedTuple):
    title: str
    parts: tuple[tuple[str, str], ...]


STORIES = (
    Story(
        "Harbour seals return to the estuary",
        (
            ("p", "Harbour seals were counted in the estuary for the first time in twenty years, the survey team said on Friday."),
            ("p", "The count found 41 animals."),
            ("p", "Nine of them were pups born this spring, on three sandbanks near the mouth of the river, where boats are no longer allowed."),
            ("h2", "Cleaner water"),
            ("p", "The team credits cleaner water: nitrate fell by 38 percent between 2010 and 2023 after farms changed how they spread manure."),
            ("quote", "We did not expect this so soon, and we will count again in the autumn to be sure."),
            ("li", "Nine pups on the north bank"),
            ("li", "Twenty adults on the south bank"),
            ("li", "Twelve animals that were seen only once"),
            ("p", "A second survey is planned for October, when the young animals leave their mothers and can be told apart by their fur."),
            ("p", "“It is a good sign,” she said."),
        ),
    ),
    Story(
        "Why the night train is late, and what would help",
        (
            ("p", "On most evenings the night train leaves on time. It arrives, on average, fifty-two minutes late, and on one night in ten it does not arrive before noon at all."),
            ("p", "The reason is not the train but the track: freight has the right of way between two and five in the morning, and each meeting costs eleven minutes."),
            ("h2", "What was measured"),
            ("p", "For ninety nights the operator logged every stop. The table shows where the minutes went."),
            ("row", "Cause|Minutes"),
            ("row", "Freight crossing|29"),
            ("row", "Border check|14"),
            ("row", "Coupling|9"),
            ("h2", "What would help"),
            ("p", "A second track over the pass would cost 1.9 billion and take nine years. A new timetable would cost almost nothing and take one."),
            ("h3", "The timetable"),
            ("p", "If the train left forty minutes earlier it would meet two freight trains fewer. Hotels at the terminus say that guests would not mind."),
            ("p", "The ministry has not decided."),
        ),
    ),
    Story(
        "How to keep sourdough alive for a year",
        (
            ("p", "A starter is a pet that lives in a jar. It asks for flour, water and a warm place, and it forgives almost everything but soap."),
            ("p", "This is how ours has lived for eleven years."),
            ("h2", "Every day, or every week"),
            ("p", "In a warm kitchen it wants food every day: equal weights of starter, flour and water, stirred until no dry flour is left on the bottom of the jar."),
            ("p", "In the refrigerator once a week is enough. Let it stand for two hours before it goes back, or it will sulk."),
            ("li", "Use a jar of glass"),
            ("li", "Leave the lid loose"),
            ("li", "Write the date on it"),
            ("h2", "When it goes grey"),
            ("p", "Grey liquid on top is only hunger. Pour it off, take a spoonful from the middle and feed that three days running."),
            ("p", "Pink streaks are another matter: throw it away and begin again with a friend’s."),
        ),
    ),
)  # fmt: skip


def body(story: Story, *, heading: str = "h1") -> tuple[str, tuple[str, ...]]:
    """The story's HTML under its headline, and its texts."""
    out = [f"<{heading}>{escape(story.title)}</{heading}>"]
    for index, (kind, text) in enumerate(story.parts):
        before = story.parts[index - 1][0] if index else ""
        after = story.parts[index + 1][0] if index + 1 < len(story.parts) else ""
        out.append(_part(kind, text, first=before != kind, last=after != kind))
    texts = tuple(cell for _, text in story.parts for cell in text.split("|"))
    return "\n".join(out), (story.title, *texts)


def _part(kind: str, text: str, *, first: bool, last: bool) -> str:
    if kind == "li":
        return ("<ul>" if first else "") + f"<li>{escape(text)}</li>" + ("</ul>" if last else "")
    if kind == "row":
        cells = "".join(f"<td>{escape(cell)}</td>" for cell in text.split("|"))
        return ("<table>" if first else "") + f"<tr>{cells}</tr>" + ("</table>" if last else "")
    if kind == "quote":
        return f"<blockquote><p>{escape(text)}</p></blockquote>"
    return f"<{kind}>{escape(text)}</{kind}>"


SITES: dict[str, str] = {
    "weblog": """<body class="single"><a class="skip-link screen-reader-text" href="#c">Skip to content</a>
<header id="masthead" class="site-header"><p class="site-title"><a href="/">The Pier Log</a></p>
<nav id="site-navigation" class="main-navigation"><ul><li><a href="/">Home</a></li><li><a href="/about">About this log</a></li><li><a href="/contact">Get in touch</a></li></ul></nav></header>
<main id="main"><article class="post type-post hentry"><header class="entry-header">@TITLE@<div class="entry-meta">Filed under Nature by the pier team</div></header>
<div class="entry-content">@BODY@<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a href="#">Click to share on Facebook</a></li><li><a href="#">Click to email a link to a friend</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related posts you may like</h3><p><a href="/x">Ten gulls and a crab, counted</a></p></div></div></article>
<nav class="navigation post-navigation"><h2 class="screen-reader-text">Post navigation</h2><a rel="prev" href="/p">Previous post: The tide table of May</a> <a rel="next" href="/n">Next post: Why buoys are red</a></nav>
<div id="comments" class="comments-area"><h2 class="comments-title">Two thoughts on this entry</h2><ol class="comment-list"><li class="comment"><div class="comment-body"><p>Lovely to read this over breakfast, thank you so much!</p><a class="comment-reply-link" href="#">Reply to this</a></div></li></ol>
<div id="respond" class="comment-respond"><h3>Leave a Reply</h3><form><p>Your email address will not be published.</p><label>Comment text</label><textarea></textarea><input type="submit" value="Post Comment"></form></div></div></main>
<aside id="secondary" class="widget-area"><section class="widget widget_recent_entries"><h2>Recent entries</h2><ul><li><a href="/1">A short history of our pier</a></li><li><a href="/2">Lamps along the quay</a></li></ul></section></aside>
<footer class="site-footer"><p>Proudly powered by a weblog engine</p></footer></body>""",
    "newspaper": """<body><div id="cookie-consent" role="dialog"><p>We value your privacy. We and our 812 partners store information on a device.</p><button>Accept all</button></div>
<header><nav aria-label="Sections"><ul><li><a href="/w">World news</a></li><li><a href="/p">Politics desk</a></li><li><a href="/s">Sport today</a></li></ul></nav></header>
<main><article itemscope itemtype="https://schema.org/NewsArticle">@TITLE@<div class="byline">Staff of the science desk</div><div class="share-bar"><a href="#">Share on WhatsApp</a><a href="#">Copy this link</a></div>
@HALF1@<aside class="newsletter-signup"><h3>Get the morning briefing</h3><p>Everything you need to know, in your inbox at seven every weekday.</p><form><input type="email"><button>Sign me up</button></form></aside>@HALF2@
<div class="ad-slot"><span>Advertisement</span></div></article>
<section class="most-read"><h2>Most read this hour</h2><ol><li><a href="/a">Minister denies rift over fish quota</a></li><li><a href="/b">Rain expected in all regions by night</a></li><li><a href="/c">Cup final moved to Sunday evening</a></li></ol></section></main>
<footer><ul><li><a href="/t">Terms of use apply</a></li><li><a href="/c">Contact the newsroom</a></li></ul><p>© 2024 The Daily Gull. All rights reserved.</p></footer></body>""",
    "tables": """<body bgcolor="#ffffff"><table width="100%" border="0"><tr><td colspan="3"><font size="5"><b>Welcome to the Gull Pages</b></font></td></tr>
<tr><td width="150" valign="top"><a href="i.html">Start page</a><br><a href="n.html">News archive</a><br><a href="g.html">Guest book</a><br><a href="l.html">Link list</a></td>
<td valign="top">@TITLE@ @BODY@</td>
<td width="120" valign="top"><b>Visitor count</b><br>You are number 10422<br><a href="v.html">Vote for this page</a></td></tr>
<tr><td colspan="3" align="center"><small>Best viewed at 800 by 600. Last changed by the webmaster.</small></td></tr></table></body>""",
    "divs": """<body><div id="root"><div class="a1"><div class="topbar"><a href="/">Open in app</a><a href="/s">Sign in here</a><a href="/w">Start writing</a></div></div>
<div class="b2"><div class="c3">@TITLE@<div class="meta"><a href="/u">Follow this writer</a><span>5 min read of the week</span></div>@BODY@</div>
<div class="actions"><span>348 claps so far</span><span>12 responses</span><button>Save story</button></div>
<div class="author-card"><p>Written for the Gull Collective</p><p>1.2K followers of our pages</p></div>
<div class="recommended"><h2>More from the collective</h2><div><a href="/r1"><h3>The lighthouse that moved</h3><p>And the people who pulled it.</p></a></div><div><a href="/r2"><h3>Knots you will need</h3><p>Four of them, really.</p></a></div></div></div>
<div class="foot"><a href="/h">Help centre</a><a href="/st">System status</a><a href="/j">Careers page</a></div></div></body>""",
    "manual": """<body><div class="wy-grid"><nav class="wy-nav-side"><div class="search"><input placeholder="Search docs"></div><p class="caption">User guide chapters</p><ul><li><a href="a">Installing the oven</a></li><li><a href="b">First loaf of bread</a></li><li><a href="c">Cleaning and storage</a></li></ul></nav>
<section class="wy-content"><div role="navigation" aria-label="breadcrumbs"><ul class="breadcrumbs"><li><a href="/">Docs home</a></li><li>User guide overview</li><li><a href="/src">Edit on our forge</a></li></ul></div>
<div role="main" class="document"><div class="section">@TITLE@ @BODY@</div></div>
<footer><div class="rst-footer-buttons"><a href="n">Next chapter please</a><a href="p">Previous chapter please</a></div><p>Built with a generator of docs, using a theme.</p></footer></section></div></body>""",
    "portal": """<body><div class="region-header"><div class="block block-menu"><ul class="menu"><li><a href="/d">Departments list</a></li><li><a href="/f">Forms and fees</a></li></ul></div></div>
<div class="alert alert-warning"><p>Offices are closed on public holidays.</p></div>
<div id="content" class="region-content"><div class="breadcrumb">You are here: Portal start</div><div class="node node-article"><div class="field-title">@TITLE@</div><div class="field-body">@BODY@</div>
<div class="field-tags"><span>Tagged with</span> <a href="/t1">coast matters</a> <a href="/t2">public notices</a></div><ul class="links inline"><li><a href="/print">Printer-friendly version</a></li><li><a href="/l">Log in to post comments</a></li></ul></div></div>
<div class="region-sidebar"><div class="block"><h2>Opening hours</h2><p>Monday to Thursday, nine to four, by appointment only.</p></div></div>
<div class="region-footer"><p>Published by the municipal press office</p><a href="/a">Accessibility statement</a></div></body>""",
    "newsletter": """<body><div class="topnav"><a href="/">The Gull Letter</a><button>Subscribe</button><a href="/in">Sign in now</a></div>
<div class="single-post"><article class="newsletter-post post"><div class="post-header">@TITLE@<div class="subscribe-prompt">Thousands of readers like you</div></div>
<div class="available-content"><div class="body markup">@HALF1@<div class="subscription-widget-wrap"><p class="cta-caption">The Gull Letter is supported by its readers. To get new posts, become a subscriber.</p></div>@HALF2@</div></div>
<div class="post-footer"><a href="#">Share this letter</a></div></article>
<div class="comments-section"><h4>Discussion about this letter</h4><div class="comment"><p>My grandmother did just the same, with rye instead of wheat.</p></div></div>
<div class="portable-archive"><h4>Top posts of the year</h4><div class="post-preview"><a href="/q">What the harbour master saw</a></div></div></div>
<div class="footer-wrap"><p>Start your own letter today</p><a href="/c">Collection notice</a></div></body>""",
    "encyclopedia": """<body><div id="mw-navigation"><div id="p-logo"><a href="/">Gullpedia main page</a></div><div class="portal"><ul><li><a href="/r">Random article link</a></li><li><a href="/d">Donate to the project</a></li></ul></div></div>
<div id="content" class="mw-body"><div id="siteNotice"><p>Please help us keep the lights on this winter.</p></div>@TITLE@<div id="siteSub">From Gullpedia, the coastal encyclopedia</div>
<div id="mw-content-text"><div class="mw-parser-output">@BODY@<div class="navbox" role="navigation"><ul><li><a href="/s1">Coastal topics A</a></li><li><a href="/s2">Coastal topics B</a></li></ul></div></div></div>
<div id="catlinks" class="catlinks">Categories: <a href="/c1">Pages with hidden notes</a></div></div>
<div id="footer"><ul><li>This page was last edited in spring.</li><li>Text is available under a free licence.</li></ul></div></body>""",
    "magazine": """<body><div class="menu-overlay"><ul><li><a>Cover story index</a></li><li><a>Podcasts and films</a></li></ul></div><div class="paywall-banner"><p>You have two free articles left this month.</p></div>
<main class="article-page"><section class="hero">@TITLE@</section><section class="article-body content-body">@HALF1@<div class="pullout related-inline"><h4>Read more</h4><a href="/m1">The men who painted the lighthouse</a></div>@HALF2@</section>
<section class="tags"><a href="/t">slow living</a></section><section class="author-bio"><p>The Gull Magazine pays its writers.</p></section>
<section class="you-may-also-like"><h3>You may also like</h3><div class="card"><a href="/k1">A week without a clock</a><p>What happens when nobody counts.</p></div><div class="card"><a href="/k2">The last rope maker</a><p>Forty yards, one man.</p></div></section></main>
<footer class="site-foot"><div class="social-links"><a href="#">Follow us on every network</a></div><p>Registered in the harbour office under number 7</p></footer></body>""",
    "forum": """<body><div id="page-header"><h1 class="board">Gull Forum board</h1><ul class="navlinks"><li><a href="/r">Register an account</a></li><li><a href="/f">Frequently asked</a></li></ul></div>
<div class="cookiebar">This board uses cookies to work.</div><div class="post" id="p1"><div class="postbody"><div class="content">@TITLE2@ @BODY@</div></div><dl class="postprofile"><dt>Posts: 1,204 in total</dt></dl></div>
<div class="action-bar"><a href="#">Quote this post</a><a href="#">Report this post</a></div><div class="jumpbox"><ul><li><a href="/1">Return to board index</a></li></ul></div>
<div id="page-footer"><p>All times are local to the harbour.</p></div></body>""",
}


MARKED = Path(__file__).parent / "sites"
FEWEST_LETTERS = 4
"""A shorter piece of text may stand anywhere by chance, and tells nothing."""
_NO_TEXT = ("script", "style", "title")


def pages() -> Iterator[Page]:
    """The fifty pages."""
    for site, template in SITES.items():
        for number, story in enumerate(STORIES):
            yield _page(f"{site}-{number}", template, story)
    for path in sorted(MARKED.glob("*.html")):
        yield _marked(path.stem, path.read_text(encoding="utf-8"))


def measured(page: Page) -> Read:
    """The page read as a file would be."""
    articles = parse(page.html.encode(), "page.html").articles
    inside = " ".join(word for article in articles for word in article.text.split())
    return Read(page.name, *_characters(page.body, inside), *_characters(page.chrome, inside))


def _characters(pieces: tuple[str, ...], inside: str) -> tuple[int, int]:
    return sum(map(len, pieces)), sum(len(piece) for piece in pieces if piece in inside)


def _marked(name: str, html: str) -> Page:
    """A page whose body stands between comments `body` and `/body`; what is between `either` and `/either` may stay or go."""
    pieces: dict[str, list[str]] = {"body": [], "chrome": [], "either": []}
    side = "chrome"
    for event, element in lxml.etree.iterwalk(
        lxml.html.document_fromstring(html), events=("start", "end", "comment")
    ):
        if event == "comment":
            side = element.text if element.text in pieces else "chrome"
        said = (
            element.text
            if event == "start" and element.tag not in _NO_TEXT
            else element.tail
            if event != "start"
            else ""
        )
        words = " ".join((said or "").split())
        if len(words) >= FEWEST_LETTERS:
            pieces[side].append(words)
    body = tuple(pieces["body"])
    # What the body says too, as a table of contents does, cannot be told from it.
    chrome = tuple(piece for piece in pieces["chrome"] if not any(piece in said for said in body))
    return Page(name, html, body, chrome)


def _page(name: str, template: str, story: Story) -> Page:
    inside, texts = body(story)
    title, rest = inside.split("\n", 1)
    half = rest.index("<h2")
    filled = (
        template.replace("@TITLE@", title)
        .replace("@TITLE2@", title.replace("h1", "h2"))
        .replace("@BODY@", rest)
        .replace("@HALF1@", rest[:half])
        .replace("@HALF2@", rest[half:])
    )
    head = f"<!doctype html><html lang='en'><head><title>{escape(story.title)} | Gull</title></head>"
    return Page(name, head + filled + "</html>", texts, tuple(_texts(template)))


def _texts(template: str) -> Iterator[str]:
    """The visible pieces of text that the site itself puts on the page."""
    for piece in lxml.html.document_fromstring(template).itertext():
        words = " ".join(piece.split())
        if len(words) >= FEWEST_LETTERS and "@" not in words:
            yield words
