"""The corpus in real LlamaIndex programs: its own engines and evaluators run on our retriever, and our evaluator on its engines."""

from __future__ import annotations

import asyncio

from llama_index.core import VectorStoreIndex
from llama_index.core.base.response.schema import Response
from llama_index.core.evaluation import RetrieverEvaluator, SemanticSimilarityEvaluator
from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import get_response_synthesizer
from llama_index.core.schema import MetadataMode, NodeRelationship, NodeWithScore, TextNode

from assistant import Assistant
from assistant.adapters import llama_index
from assistant.types import Filters, Passage

QUESTION = "To which port was the Dali sailing when it lost power?"


def test_nodes_are_the_passages_in_their_order_with_offsets_into_the_document(
    sample_assistant: Assistant,
) -> None:
    _, passages = sample_assistant.search(QUESTION)
    nodes = llama_index.CorpusRetriever(sample_assistant).retrieve(QUESTION)

    assert [node.node_id for node in nodes] == [passage.id for passage in passages]
    for node in nodes:
        document = sample_assistant.corpus.document(node.node.relationships[NodeRelationship.SOURCE].node_id)
        assert document.text[node.node.start_char_idx : node.node.end_char_idx] == node.get_content()


def test_a_node_goes_back_to_the_passage_it_was(sample_assistant: Assistant) -> None:
    _, passages = sample_assistant.search(QUESTION)
    assert llama_index.given(llama_index.nodes(passages)) == passages


def test_a_language_model_sees_title_publisher_date_and_text_and_nothing_of_the_machinery(
    sample_assistant: Assistant,
) -> None:
    node = llama_index.CorpusRetriever(sample_assistant, k=1).retrieve(QUESTION)[0].node
    shown = node.get_content(metadata_mode=MetadataMode.LLM)
    assert node.metadata["title"] in shown
    assert "fused" not in shown
    assert node.metadata["document_id"] not in shown


def test_filters_and_the_number_of_passages_hold(sample_assistant: Assistant) -> None:
    document = sample_assistant.search(QUESTION)[1][0].document_id
    retriever = llama_index.CorpusRetriever(sample_assistant, k=2, filters=Filters(documents=(document,)))
    nodes = asyncio.run(retriever.aretrieve(QUESTION))
    assert 1 <= len(nodes) <= 2
    assert {node.metadata["document_id"] for node in nodes} == {document}


def test_llama_indexs_own_query_engine_answers_from_our_passages(sample_assistant: Assistant) -> None:
    synthesizer = get_response_synthesizer(llm=MockLLM(), response_mode="compact")
    engine = RetrieverQueryEngine(llama_index.CorpusRetriever(sample_assistant, k=3), synthesizer)
    response = engine.query(QUESTION)
    assert len(response.source_nodes) == 3
    # The mock model repeats its prompt, so what it was shown can be read.
    assert response.source_nodes[0].get_content() in str(response)


def test_llama_indexs_own_retriever_evaluator_scores_our_retriever(sample_assistant: Assistant) -> None:
    wanted = sample_assistant.search(QUESTION)[1][1].id
    evaluator = RetrieverEvaluator.from_metric_names(
        ["hit_rate", "mrr"], retriever=llama_index.CorpusRetriever(sample_assistant)
    )
    assert evaluator.evaluate(QUESTION, [wanted]).metric_vals_dict == {"hit_rate": 1.0, "mrr": 0.5}


def test_the_query_engine_gives_the_checked_answer_whole(sample_assistant: Assistant) -> None:
    expected = sample_assistant.answer(QUESTION)
    response = llama_index.CorpusQueryEngine(sample_assistant).query(QUESTION)
    assert str(response) == expected.text
    assert [node.node_id for node in response.source_nodes] == [p.id for p in expected.passages]
    assert response.metadata["sentences"][0]["verdict"] == expected.sentences[0].verdict


def test_the_query_engine_works_on_an_event_loop(sample_assistant: Assistant) -> None:
    response = asyncio.run(llama_index.CorpusQueryEngine(sample_assistant).aquery(QUESTION))
    assert str(response) == sample_assistant.answer(QUESTION).text


def test_the_embedding_drives_llama_indexs_own_index(sample_assistant: Assistant) -> None:
    embedding = llama_index.CorpusEmbedding(sample_assistant.corpus.embedder)
    texts = ["The bridge fell at night.", "A vaccine uses messenger RNA.", "Neutrinos were not faster."]
    index = VectorStoreIndex([TextNode(text=text) for text in texts], embed_model=embedding)
    assert index.as_retriever(similarity_top_k=1).retrieve("RNA vaccine")[0].get_content() == texts[1]


def test_the_embedding_judges_likeness_in_llama_indexs_own_evaluator(sample_assistant: Assistant) -> None:
    embedding = llama_index.CorpusEmbedding(sample_assistant.corpus.embedder)
    evaluator = SemanticSimilarityEvaluator(embed_model=embedding, similarity_threshold=0.6)
    same = evaluator.evaluate(response="The bridge fell at night.", reference="At night the bridge fell.")
    other = evaluator.evaluate(response="The bridge fell at night.", reference="A vaccine uses RNA.")
    assert same.passing
    assert not other.passing


def test_the_evaluator_passes_what_the_sources_say_and_names_what_they_do_not(
    sample_assistant: Assistant,
) -> None:
    evaluator = llama_index.SupportEvaluator(sample_assistant)
    source = passage_with(sample_assistant, "Colombo")
    true = "The Dali was on its way to Colombo in Sri Lanka."
    false = "The Dali was on its way to Rotterdam in Holland."

    good = evaluator.evaluate_response(QUESTION, Response(true, llama_index.nodes([source])))
    bad = evaluator.evaluate_response(QUESTION, Response(f"{true} {false}", llama_index.nodes([source])))

    assert (good.passing, good.score, good.feedback) == (True, 1.0, "")
    assert (bad.passing, bad.score) == (False, 0.5)
    assert "Rotterdam" in bad.feedback


def test_the_evaluator_checks_answers_over_anybodys_nodes(sample_assistant: Assistant) -> None:
    evaluator = llama_index.SupportEvaluator(sample_assistant)
    node = NodeWithScore(node=TextNode(text="The mill was built in 1871 by two brothers."), score=0.4)

    async def both() -> tuple[bool | None, bool | None]:
        good = await evaluator.aevaluate_response("When?", Response("The mill was built in 1871.", [node]))
        bad = await evaluator.aevaluate_response("When?", Response("The mill was built in 1902.", [node]))
        return good.passing, bad.passing

    assert asyncio.run(both()) == (True, False)


def test_the_evaluator_takes_plain_contexts_too(sample_assistant: Assistant) -> None:
    evaluator = llama_index.SupportEvaluator(sample_assistant)
    result = evaluator.evaluate("When?", "The mill was built in 1871.", ["The mill was built in 1871."])
    assert result.passing


def test_an_answer_that_is_none_is_invalid_rather_than_right(sample_assistant: Assistant) -> None:
    result = llama_index.SupportEvaluator(sample_assistant).evaluate_response("When?", Response(None))
    assert result.invalid_result
    assert result.passing is None


def passage_with(assistant: Assistant, word: str) -> Passage:
    return next(passage for passage in assistant.search(QUESTION)[1] if word in passage.text)
