from __future__ import annotations

from assistant.index.identity import Found, Identity
from assistant.index.records import Known, Member


def lay(identity: Identity, file: str, *articles: Found) -> list[str]:
    """The ids that the articles of a file get."""
    assigned = identity.assign(file, articles)
    pairs = zip(articles, assigned, strict=True)
    identity.lay(file, [Member(article.location, file, who.document_id) for article, who in pairs])
    return [who.document_id for who in assigned]


def test_the_same_content_is_the_same_document_wherever_it_is_found() -> None:
    identity = Identity([], [])
    (first,) = lay(identity, "a.md", Found("a.md", "Rover", "x"))
    (second,) = lay(identity, "b.md", Found("b.md", "Other title", "x"))
    assert first == second
    assert len(identity) == 1


def test_two_builds_give_the_same_ids() -> None:
    ids = [lay(Identity([], []), "a.md", Found("a.md", "Rover", "x")) for _ in range(2)]
    assert ids[0] == ids[1]


def test_new_content_in_an_old_place_is_an_edit() -> None:
    identity = Identity([], [])
    (before,) = lay(identity, "a.md", Found("a.md", "Rover", "x"))
    (after,) = identity.assign("a.md", [Found("a.md", "Rovers", "y")])
    assert (after.document_id, after.revision, after.fate, after.same) == (before, 2, "changed", False)


def test_old_content_that_comes_back_elsewhere_does_not_take_the_id_of_its_edited_self() -> None:
    identity = Identity([], [])
    (edited,) = lay(identity, "a.md", Found("a.md", "Rover", "x"))
    lay(identity, "a.md", Found("a.md", "Rover", "y"))
    (back,) = lay(identity, "b.md", Found("b.md", "Rover", "x"))
    assert back != edited


def test_a_document_that_lies_elsewhere_too_is_not_changed_by_an_edit() -> None:
    identity = Identity([], [])
    (shared,) = lay(identity, "a.md", Found("a.md", "Rover", "x"))
    lay(identity, "b.md", Found("b.md", "Rover", "x"))
    (edited,) = lay(identity, "b.md", Found("b.md", "Rover", "y"))
    assert edited != shared
    assert identity.evicted() == []


def test_inside_a_file_titles_tell_before_places_do() -> None:
    identity = Identity([], [])
    one, two = lay(identity, "f", Found("f#1", "Ships", "s"), Found("f#2", "Trains", "t"))
    new = lay(
        identity, "f", Found("f#1", "Bikes", "b"), Found("f#2", "Ships", "s"), Found("f#3", "Trains", "T")
    )
    assert new[1:] == [one, two]
    assert new[0] not in (one, two)


def test_a_title_that_is_not_unique_tells_nothing() -> None:
    identity = Identity([], [])
    one, two = lay(identity, "f", Found("f#1", "Untitled", "s"), Found("f#2", "Untitled", "t"))
    assert lay(identity, "f", Found("f#1", "Untitled", "S"), Found("f#2", "Untitled", "T")) == [one, two]


def test_what_lies_nowhere_is_evicted_once() -> None:
    identity = Identity([], [])
    (gone,) = lay(identity, "a.md", Found("a.md", "Rover", "x"))
    identity.lay("a.md", [])
    assert identity.evicted() == [gone]
    assert identity.evicted() == []
    assert len(identity) == 0


def test_documents_of_an_index_started_over_are_found_again_by_content_even_where_two_files_hold_them() -> (
    None
):
    members = [Member("a.md", "a.md", "d"), Member("b.md", "b.md", "d")]
    identity = Identity([Known("d", 3, "x", "Rover", split=False)], members)
    assert identity.unclaimed() == ["d"]
    (first,) = identity.assign("a.md", [Found("a.md", "Rover", "y")])
    assert (first.document_id, first.revision, first.same) == ("d", 4, False)
    (second,) = identity.assign("b.md", [Found("b.md", "Rover", "y")])
    assert (second.document_id, second.same) == ("d", True)
    assert identity.unclaimed() == []
