"""Our retriever in a Haystack pipeline. Run: python examples/haystack_pipeline.py my-articles/ "Who built the mill?" """

import os
import sys

os.environ.setdefault("HAYSTACK_TELEMETRY_ENABLED", "False")  # before Haystack is imported

from haystack import Pipeline
from haystack.components.builders import PromptBuilder

from assistant import Assistant, Corpus
from assistant.adapters.haystack import CorpusAnswerer, CorpusRetriever

TEMPLATE = "{% for d in documents %}[{{ d.meta.title }}] {{ d.content }}\n{% endfor %}\nQuestion: {{ query }}"
folder, question = sys.argv[1:]

with Corpus.open(folder) as corpus:
    corpus.sync()
    assistant = Assistant(corpus)
    pipeline = Pipeline()
    pipeline.add_component("retriever", CorpusRetriever(assistant, k=3))
    pipeline.add_component("prompt", PromptBuilder(TEMPLATE, required_variables=["documents", "query"]))
    pipeline.add_component("answerer", CorpusAnswerer(assistant))
    # Put any generator behind the prompt; the answerer needs none.
    pipeline.connect("retriever.documents", "prompt.documents")
    asked = {"query": question}
    done = pipeline.run({"retriever": asked, "prompt": asked, "answerer": asked})

print(done["prompt"]["prompt"])
print(done["answerer"]["answers"][0].data)
