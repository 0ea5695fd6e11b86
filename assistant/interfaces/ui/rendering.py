"""What the page shows of one exchange, as markup: pure functions of the exchange, for stream, history and export alike."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.interfaces.remarks import missing, unfinished
from assistant.interfaces.ui.direction import direction
from assistant.interfaces.ui.html import Html, element, join
from assistant.interfaces.ui.markup import Stretch, safe_link, to_html
from assistant.interfaces.ui.passages import byline, cards, strip
from assistant.state.exchange import Exchange
from assistant.text.counts import counted
from assistant.types import Answer, Citation, Conflict, Constraint, Passage, Query, Sentence

_VERDICTS = {"partly": "partly backed", "unsupported": "not backed"}
_CONFLICTS = {
    "disagreement": "The articles do not agree",
    "correction": "A later article corrects an earlier one",
    "premise": "The articles say otherwise than the question",
}


def parts(exchange: Exchange) -> dict[str, Html]:
    """The pieces of a turn by the name of the place that shows them; an empty piece shows nothing."""
    return {
        "question": _question(exchange),
        "searched": _searched(exchange.query) if exchange.query else Html(),
        "sources": strip(exchange),
        "answer": _body(exchange),
        "actions": _actions(exchange) if exchange.ended else Html(),
        "passages": cards(exchange),
    }


def announcement(exchange: Exchange) -> str:
    """What a screen reader is told, once per step and not once per word."""
    if exchange.failed is not None:
        return f"Failed: {exchange.failed.error}"
    if exchange.answer is not None:
        start = f"{_refused(exchange.answer)}." if exchange.answer.refused else "Answer:"
        return f"{start} {exchange.answer.text}"
    if exchange.searched:
        return f"{counted(len(exchange.passages), 'passage')} found. Writing the answer."
    return "Searching the articles."


def copied(exchange: Exchange) -> str:
    """The answer as plain text, its sources below it."""
    answer = exchange.answer
    if answer is None:
        return exchange.draft
    cited = {citation.passage for citation in answer.quotes}
    sources = [
        ". ".join(fact for fact in (f"[{p.number}] {p.title}", byline(p), safe_link(p.url)) if fact)
        for p in answer.passages
        if p.number in cited
    ]
    return "\n".join([answer.text, "", *sources]).strip()


def _question(exchange: Exchange) -> Html:
    edit = element(
        "button", "Edit", type="button", class_="quiet", data_do="edit", aria_label="Edit this question"
    )
    return join(
        [element("h2", exchange.question, class_="asked", dir="auto"), edit if exchange.ended else None]
    )


# --- what was searched ------------------------------------------------------------------------------------------------


def _searched(query: Query) -> Html:
    chips = [_chip(constraint) for constraint in query.constraints]
    if query.filters.documents:
        chips.append(_scope(len(query.filters.documents)))
    notes = [
        element("p", f"Without “{constraint.label}”: {reason}", class_="note")
        for constraint, reason in query.dropped
    ]
    notes += [element("p", f"Searched as well: {part}", class_="note", dir="auto") for part in query.parts]
    own = query.text == query.question
    if not chips and not notes and own:
        return Html()
    held = "Preferred" if query.constraints and all(c.prefer for c in query.constraints) else "Restricted to"
    words = element("span", held) if own else _search_text(query.text)
    line = element("div", words, *chips, class_="chips") if chips or not own else None
    return join([line, *notes])


def _search_text(text: str) -> Html:
    """The question as it was searched for, which an earlier turn may have completed."""
    edit = element(
        "button", text, type="button", class_="searched", dir="auto", data_do="edit-search", data_text=text,
        title="Change what is searched for", aria_label=f"Change what is searched for: {text}",
    )  # fmt: skip
    return element("span", "Searched for ", edit)


def _scope(articles: int) -> Html:
    label = counted(articles, "article")
    return element(
        "button", label, element("span", "✕", aria_hidden="true"), type="button", class_="chip",
        data_do="unscope-turn", aria_label=f"Search again in all articles, not only in {label}",
    )  # fmt: skip


def _chip(constraint: Constraint) -> Html:
    return element(
        "button", constraint.label, element("span", "✕", aria_hidden="true"),
        type="button", class_="chip", data_do="unconstrain", data_kind=constraint.kind, data_label=constraint.label,
        aria_label=f"Search again without: {constraint.label}",
    )  # fmt: skip


# --- the answer -------------------------------------------------------------------------------------------------------


def _body(exchange: Exchange) -> Html:
    if exchange.failed is not None:
        return _failure(exchange)
    if exchange.answer is not None:
        return _refusal(exchange.answer) if exchange.answer.refused else _answer(exchange.answer)
    if exchange.draft:
        return element("div", draft(exchange), class_="words writing", dir=direction(exchange.draft))
    waiting = "Reading the passages" if exchange.searched else "Searching the articles"
    return element(
        "p", waiting, element("span", class_="dots", aria_hidden="true"), class_="waiting", role="status"
    )


def draft(exchange: Exchange) -> Html:
    """Text that is not checked yet: markers lead to their passages, nothing is judged."""
    known = {passage.number: passage for passage in exchange.passages}
    return to_html(
        exchange.draft,
        links=_links(exchange.passages),
        marker=lambda number, _: _marker(known[number], None) if number in known else Html(),
    )


def checked(answer: Answer) -> Html:
    """The answer's text with its citations, and its doubtful sentences marked."""
    known = {passage.number: passage for passage in answer.passages}

    def marker(number: int, sentence: int | None) -> Html:
        if number not in known:
            return Html()
        found = answer.sentences[sentence].citations if sentence is not None else ()
        return _marker(known[number], next((c for c in found if c.passage == number), None))

    stretches = [_stretch(sentence, i) for i, sentence in enumerate(answer.sentences)]
    return to_html(answer.text, links=_links(answer.passages), stretches=stretches, marker=marker)


def _answer(answer: Answer) -> Html:
    label = element("p", "Extracts from the articles, word for word", class_="label")
    kind = "words extracts" if answer.extractive else "words"
    ending = unfinished(answer)
    return join(
        [
            label if answer.extractive else None,
            element("div", checked(answer), class_=kind, dir=direction(answer.text)),
            *(_conflict(conflict, answer) for conflict in answer.conflicts),
            element("p", f"Every article was read for this: {answer.scanned}.", class_="note")
            if answer.scanned
            else None,
            element("p", answer.note, class_="notice") if answer.note else None,
            element("p", ending, class_="notice") if ending else None,
        ]
    )


def _conflict(conflict: Conflict, answer: Answer) -> Html:
    """What does not agree: every passage with its date and what it says. A passage that is quoted opens at its quote."""
    known = {passage.number: passage for passage in answer.passages}
    quoted = {citation.passage: citation for citation in (*answer.citations, *conflict.citations)}
    sides = [known[number] for number in conflict.passages if number in known]
    told = {citation.passage: citation for citation in conflict.citations}
    items = [
        element("li", _marker(p, quoted.get(p.number)), " ", _title(p, told.get(p.number))) for p in sides
    ]
    # The note says the same in one sentence, and what the question took for granted beside it.
    spelled = conflict.kind != "premise" and all(passage.number in told for passage in sides)
    return element(
        "aside",
        element("p", _CONFLICTS[conflict.kind], class_="verdict-title"),
        None if spelled else element("p", conflict.note, dir="auto"),
        element("ul", *items, class_="nearest") if items else None,
        class_="conflict",
        aria_label=_CONFLICTS[conflict.kind],
    )


def _refusal(answer: Answer) -> Html:
    """What it lacks, and the nearest passages, each with what comes nearest to an answer in it."""
    known = {passage.number: passage for passage in answer.passages}
    nearest = [known[number] for number in answer.nearest if number in known]
    quoted = {citation.passage: citation for citation in answer.glimpses}
    items = [
        element("li", _marker(p, quoted.get(p.number)), " ", _title(p, quoted.get(p.number))) for p in nearest
    ]
    return element(
        "section",
        element("p", _refused(answer), class_="verdict-title"),
        element("div", checked(answer), class_="words", dir=direction(answer.text)),
        element("p", lack) if (lack := missing(answer)) else None,
        *(_conflict(conflict, answer) for conflict in answer.conflicts),
        element("p", "Nearest passages", class_="note") if items else None,
        element("ul", *items, class_="nearest") if items else None,
        class_="refusal",
        aria_label=_refused(answer),
    )


def _refused(answer: Answer) -> str:
    return "Perhaps not in these articles" if answer.unsure else "Not in these articles"


def _failure(exchange: Exchange) -> Html:
    failed = exchange.failed
    assert failed is not None
    partial = element("div", draft(exchange), class_="words unchecked") if exchange.draft else None
    kept = (
        "The passages found are kept, and your question is back in the box."
        if exchange.passages
        else "Your question is back in the box."
    )
    return element(
        "section",
        element("p", "No answer: something failed", class_="verdict-title"),
        element("p", failed.error),
        element("p", failed.hint, class_="hint") if failed.hint else None,
        element("p", kept, class_="note"),
        element("p", "Written before it failed, and not checked:", class_="note") if partial else None,
        partial,
        element("button", "Try again", type="button", class_="primary", data_do="retry"),
        element("button", "Open the settings", type="button", class_="quiet", data_do="settings"),
        class_="failure",
        role="alert",
    )


def _stretch(sentence: Sentence, number: int) -> Stretch:
    words = _VERDICTS.get(sentence.verdict)
    if words is None:
        return Stretch(sentence.start, sentence.end, Html(), Html())
    opening = Html(f'<span class="sentence {sentence.verdict}">')
    reason = sentence.reason or "No passage says this."
    flag = element(
        "button", words, type="button", class_=f"flag {sentence.verdict}", data_tip=reason, data_sentence=number,
        aria_label=f"{words}: {reason}",
    )  # fmt: skip
    return Stretch(sentence.start, sentence.end, opening, flag)


def _marker(passage: Passage, citation: Citation | None) -> Html:
    quote = citation.quote if citation else passage.text
    bracket = [element("i", sign, class_="bracket") for sign in "[]"]
    return element(
        "button",
        bracket[0],
        str(passage.number),
        bracket[1],
        type="button",
        class_="cite",
        data_passage=passage.number,
        data_document=passage.document_id,
        data_revision=passage.revision,
        data_start=citation.start if citation else passage.start,
        data_end=citation.end if citation else passage.end,
        data_quote=" ".join(quote.split())[:600],
        data_title=passage.title,
        data_byline=byline(passage),
        data_exact="yes" if citation else "no",
        aria_label=f"Citation {passage.number}: {passage.title}",
    )


def _title(passage: Passage, citation: Citation | None = None) -> Html:
    facts = byline(passage)
    return element(
        "span",
        passage.title,
        element("small", f" {facts}") if facts else None,
        element("q", " ".join(citation.quote.split())) if citation else None,
        dir=direction(passage.title),
    )


def _links(passages: Sequence[Passage]) -> frozenset[str]:
    return frozenset(url for passage in passages if (url := safe_link(passage.url)))


# --- what can be done with it -----------------------------------------------------------------------------------------


def _actions(exchange: Exchange) -> Html:
    if exchange.failed is not None:
        return Html()
    assert exchange.answer is not None
    return join(
        [
            _action("Copy", "copy", "Copy the answer with its sources"),
            _action("Ask again", "retry", "Ask this question again"),
            _action("Other articles", "others", "Ask again without the articles that this answer cites")
            if _cites(exchange.answer)
            else None,
            _thumb("Helpful", "up", "Helpful: this answer is right"),
            _thumb("Not helpful", "down", "Not helpful: something is wrong with this answer"),
            element("span", _made_by(exchange.answer), class_="made"),
        ]
    )


def _cites(answer: Answer) -> bool:
    return bool(answer.citations)


def _action(label: str, do: str, title: str) -> Html:
    return element("button", label, type="button", class_="quiet", data_do=do, title=title)


def _thumb(label: str, do: str, title: str) -> Html:
    """Its picture is in the style sheet: what is rendered of an answer holds no image of any kind."""
    return element(
        "button", type="button", class_="quiet thumb", data_do=do, title=title, aria_label=label, aria_pressed="false"
    )  # fmt: skip


def _made_by(answer: Answer) -> str:
    seconds = answer.timings.get("total")
    told = (answer.answerer, f"{seconds:.1f} s" if seconds else "", str(answer.usage))
    return " · ".join(part for part in told if part)
