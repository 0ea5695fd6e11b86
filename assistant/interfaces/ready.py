"""What every command that asks begins with: its settings, and a corpus that is up to date."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from assistant import settings
from assistant.errors import DiskFull, IndexLocked, IndexReadOnly
from assistant.interfaces import console
from assistant.text.counts import counted

if TYPE_CHECKING:
    from assistant.corpus import Corpus
    from assistant.settings import Values


def flagged(**flags: Any) -> Values:
    """The settings in force, with these flags."""
    return settings.load(flags).values


def named(values: Values) -> Values:
    """The settings with the corpus indexed last, where nobody named one."""
    from assistant import app as wiring

    return values.model_copy(update={"corpus": values.corpus or wiring.last_corpus()})


def ready_corpus(values: Values) -> Corpus:
    """The corpus a question goes to, synced so that it is never stale; says which one when nobody named it."""
    from assistant import app as wiring
    from assistant.chat import is_a_guess

    corpus = wiring.build_corpus(named(values))
    try:
        _refresh(corpus)
    except BaseException:
        corpus.close()
        raise
    articles = len(corpus.index.facets().titles)
    console.note(
        f"Asking {corpus.folder} ({counted(articles, 'article')}), searched with {corpus.embedder.name}"
    )
    if is_a_guess(corpus):
        console.note("How sure an answer must be is a guess with this embedder; run: assistant calibrate")
    return corpus


def _refresh(corpus: Corpus) -> None:
    """Takes up what has changed. Where that cannot be written, or another process writes, what is committed answers."""
    try:
        report = console.watch_sync(corpus.syncing())
    except (IndexLocked, IndexReadOnly, DiskFull) as error:
        console.note(f"{error.message}; answering from what is indexed so far")
        return
    told = ((report.skipped + report.failed, "left out"), (report.warned, "read with a warning"))
    if parts := [f"{count} {what}" for count, what in told if count]:
        console.note(f"Files: {', '.join(parts)}; see: assistant status")
