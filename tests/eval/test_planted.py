"""Errors are planted one at a time, and the verdicts are held against them."""

from __future__ import annotations

from assistant.index.embedder import StaticEmbedder
from eval.planted import Claim, claims, halves, spoiled
from eval.support import Scored, rendered, scored

PASSAGE = (
    "The council of Varn closed the ferry of Lund on 4 May 1931 after 212 days. Karla Weiss had asked for it. "
    "Anders Holm was against it, and the boats lay idle for 300 kilometres of coast."
)
WRITTEN = "In May 1931, after 212 days, the council of Varn was able to end the old ferry at Lund for good."


def test_only_sentences_that_say_enough_and_are_no_copies_are_spoiled() -> None:
    copied = "The council of Varn closed the ferry of Lund on 4 May 1931 after 212 days."
    found = [claim.text for claim in claims(f"{WRITTEN} Yes, it did. {copied}", [PASSAGE], "g")]
    assert found == [WRITTEN]


def test_no_article_is_in_both_halves_and_each_stays_in_its_own() -> None:
    found = [
        Claim(f"Claim {n}.", (f"Article {n // 3 * 2}.", f"Article {n // 3 * 2 + n % 2}."), f"g{n}")
        for n in range(60)
    ]
    alone = [Claim(f"Page {n} speaks.", (f"Page {n}.",), f"p{n}") for n in range(60)]
    development, held_out = halves([*found, *alone])
    seen, unseen = (
        {passage for claim in half for passage in claim.passages} for half in (development, held_out)
    )
    assert not seen & unseen
    assert min(len(seen), len(unseen)) > 20
    again, _ = halves(reversed(alone[:20]))
    assert {claim.text for claim in again} == {claim.text for claim in development} & {
        c.text for c in alone[:20]
    }


def test_one_thing_is_made_wrong_at_a_time() -> None:
    wrong = {claim.kind: claim.text for claim in spoiled(Claim(WRITTEN, (PASSAGE,), "g"))}
    assert set(wrong) == {"number", "date", "unit", "name", "negation", "attribution", "addition"}
    assert "212" not in wrong["number"]
    assert "1931" not in wrong["date"] or "May" not in wrong["date"]
    assert "was not able" in wrong["negation"]
    assert wrong["addition"].startswith(WRITTEN[:-1])
    assert wrong["attribution"].index("Lund") < wrong["attribution"].index("Varn")
    assert dict(wrong) == {c.kind: c.text for c in spoiled(Claim(WRITTEN, (PASSAGE,), "g"))}


def test_a_wrong_number_and_a_wrong_date_are_marked() -> None:
    found = list(scored([Claim(WRITTEN, (PASSAGE,), "g")], StaticEmbedder()))
    marked = {s.claim.kind: s.marked for s in found}
    assert (marked["number"], marked["date"], marked["unit"]) == (True, True, True)
    by_numbers = {s.claim.kind for s in found if s.miscounted}
    assert {"number", "date", "unit"} <= by_numbers
    assert not {"", "name", "negation"} & by_numbers
    assert "| number" in rendered(found)


def test_true_sentences_with_a_fact_that_no_article_has_are_not_counted_with_the_others() -> None:
    absent = Claim(WRITTEN.replace("Lund", "Oslo"), (PASSAGE,), "h")
    titled = absent._replace(titles=("Oslo",), group="i")
    found = [
        Scored(claim, False, False, 1.0, 1.0, 1.0)
        for claim in (Claim(WRITTEN, (PASSAGE,), "g"), absent, titled)
    ]
    counts = {row.split("|")[1].strip(): row.split("|")[2].strip() for row in rendered(found).splitlines()}
    assert (counts["true"], counts["true, facts in articles"]) == ("3", "2")


def test_a_number_of_the_passage_is_put_in_the_place_of_another_one_of_it() -> None:
    passage = "The ferry carried 40 cows and 90 goats over the lake of Lund in spring."
    claim = Claim("In spring the old ferry took 40 cows over the lake of Lund.", (passage,), "g")
    wrong = {claim.kind: claim.text for claim in spoiled(claim)}
    assert wrong["exchanged number"] == "In spring the old ferry took 90 cows over the lake of Lund."
    marked = {s.claim.kind: s.marked for s in scored([claim], StaticEmbedder())}
    assert marked["exchanged number"]


def test_a_date_of_the_passage_is_put_in_the_place_of_another_one_of_it_that_is_as_exact() -> None:
    passage = "The ferry of Lund was built in 1871 by two brothers. It sank in 1902, and a new one sailed on 3 May 1911."
    claim = Claim("In 1871 two brothers built the old ferry that sailed from Lund.", (passage,), "g")
    wrong = {claim.kind: claim.text for claim in spoiled(claim)}
    assert wrong["exchanged date"] == "In 1902 two brothers built the old ferry that sailed from Lund."
    marked = {s.claim.kind: s.marked for s in scored([claim], StaticEmbedder())}
    assert marked["exchanged date"]
    alone = claim._replace(passages=(passage.replace("1902", "May 1902"),))
    untold = claim._replace(passages=(passage.replace("1871", "1872"),))
    for other in (alone, untold):
        assert "exchanged date" not in {wrong.kind for wrong in spoiled(other)}


def test_what_an_answer_backs_clause_by_clause_is_not_marked() -> None:
    known = (
        "The council of Varn closed the ferry of Lund.",
        "Karla Weiss wrote two books about the lakes of Norway.",
    )
    claim = Claim(
        "The council of Varn closed the ferry of Lund, and Karla Weiss wrote two books about lakes of Norway.",
        known,
        "g",
    )
    true = next(s for s in scored([claim], StaticEmbedder()) if not s.claim.kind)
    assert not true.marked
