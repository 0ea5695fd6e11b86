"""Our retriever in LlamaIndex's own query engine, and our evaluator on its answer. Run: python examples/llama_index_program.py my-articles/ "Who built the mill?" """

import sys

from llama_index.core.llms import MockLLM
from llama_index.core.query_engine import RetrieverQueryEngine
from llama_index.core.response_synthesizers import get_response_synthesizer

from assistant import Assistant, Corpus
from assistant.adapters.llama_index import CorpusQueryEngine, CorpusRetriever, SupportEvaluator

folder, question = sys.argv[1:]

with Corpus.open(folder) as corpus:
    corpus.sync()
    assistant = Assistant(corpus)
    retriever = CorpusRetriever(assistant, k=3)
    for node in retriever.retrieve(question):
        known = node.metadata
        print(f"{node.score:.2f} {known['title']}, {known['start']} to {known['end']}")

    # MockLLM repeats its prompt; put any LlamaIndex model here.
    theirs = RetrieverQueryEngine(retriever, get_response_synthesizer(llm=MockLLM()))
    print("their engine, from", len(theirs.query(question).source_nodes), "passages")

    response = CorpusQueryEngine(assistant).query(question)
    print("our engine:", response)
    print("supported:", SupportEvaluator(assistant).evaluate_response(question, response).passing)
