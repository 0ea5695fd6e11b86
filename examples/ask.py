"""Ask a folder of articles from Python. Run: python examples/ask.py my-articles/ "Who built the mill?" """

import sys

from assistant import Assistant, Corpus

folder, question = sys.argv[1:]

with Corpus.open(folder) as corpus:
    corpus.sync()
    answer = Assistant(corpus).answer(question)

print(answer.text)
for sentence in answer.sentences:
    for citation in sentence.citations:
        passage = answer.passages[citation.passage - 1]
        print(
            f"  [{citation.passage}] {passage.title}, characters {citation.start} to {citation.end}: {citation.quote!r}"
        )
