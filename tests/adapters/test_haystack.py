"""The corpus in a real Haystack pipeline."""

from __future__ import annotations

import asyncio
import subprocess
import sys

from haystack import Pipeline
from haystack.components.builders import PromptBuilder
from haystack.components.evaluators import DocumentRecallEvaluator

from assistant import Assistant
from assistant.adapters import haystack
from assistant.types import Answer, Filters, from_json

QUESTION = "To which port was the Dali sailing when it lost power?"


def test_documents_are_the_passages_in_their_order_with_offsets(sample_assistant: Assistant) -> None:
    _, passages = sample_assistant.search(QUESTION)
    documents = haystack.CorpusRetriever(sample_assistant).run(QUESTION)["documents"]

    assert [(found.id, found.score) for found in documents] == [(p.id, p.why.fused) for p in passages]
    for found in documents:
        text = sample_assistant.corpus.document(found.meta["document_id"]).text
        assert text[found.meta["start"] : found.meta["end"]] == found.content


def test_a_pipeline_shows_the_prompt_the_passages_and_gives_the_checked_answer(
    sample_assistant: Assistant,
) -> None:
    pipeline = Pipeline()
    pipeline.add_component("retriever", haystack.CorpusRetriever(sample_assistant, k=2))
    pipeline.add_component(
        "prompt", PromptBuilder("{% for d in documents %}{{ d.content }}{% endfor %}", required_variables="*")
    )
    pipeline.add_component("answerer", haystack.CorpusAnswerer(sample_assistant))
    pipeline.connect("retriever.documents", "prompt.documents")
    done = pipeline.run({"retriever": {"query": QUESTION}, "answerer": {"query": QUESTION}})

    _, passages = sample_assistant.search(QUESTION, k=2)
    assert done["prompt"]["prompt"] == "".join(passage.text for passage in passages)
    (answer,) = done["answerer"]["answers"]
    whole = from_json(Answer, answer.meta)
    assert (answer.data, len(answer.documents)) == (whole.text, len(whole.passages))
    assert whole.sentences[0].verdict == "supported"


def test_haystacks_own_evaluator_takes_the_documents_as_they_are(sample_assistant: Assistant) -> None:
    found = haystack.CorpusRetriever(sample_assistant, k=3).run(QUESTION)["documents"]
    result = DocumentRecallEvaluator().run(ground_truth_documents=[found[:1]], retrieved_documents=[found])
    assert result["score"] == 1.0


def test_pipelines_on_an_event_loop_give_the_same(sample_assistant: Assistant) -> None:
    document = sample_assistant.search(QUESTION)[1][0].document_id
    retriever = haystack.CorpusRetriever(sample_assistant, filters=Filters(documents=(document,)))
    pipeline = Pipeline()
    pipeline.add_component("retriever", retriever)
    done = asyncio.run(pipeline.run_async({"retriever": {"query": QUESTION}}))
    assert done["retriever"] == retriever.run(QUESTION)
    assert {found.meta["document_id"] for found in done["retriever"]["documents"]} == {document}


def test_without_haystack_one_line_says_what_to_install() -> None:
    code = "import sys; sys.modules['haystack'] = None\nimport assistant.adapters.haystack"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert result.stderr.strip().splitlines()[-1] == (
        "assistant.errors.UsageError: The Haystack components need an optional part. Run: pip install 'corpus-assistant[haystack]'"
    )
