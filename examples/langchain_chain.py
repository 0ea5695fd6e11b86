"""Our retriever in a LangChain chain. Run: python examples/langchain_chain.py my-articles/ "Who built the mill?" """

import sys

from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough

from assistant import Assistant, Corpus
from assistant.adapters.langchain import CorpusRetriever

folder, question = sys.argv[1:]

with Corpus.open(folder) as corpus:
    corpus.sync()
    retriever = CorpusRetriever(assistant=Assistant(corpus), k=3)
    for document in retriever.invoke(question):
        known = document.metadata
        print(f"{known['title']}, {known['start']} to {known['end']}: {document.page_content[:60]!r}")

    # Put any LangChain chat model in the place of the canned one.
    model = FakeListChatModel(responses=["Two brothers built it."])
    prompt = ChatPromptTemplate.from_template("Answer from these passages.\n{passages}\n\n{question}")
    chain = {"passages": retriever, "question": RunnablePassthrough()} | prompt | model | StrOutputParser()
    print(chain.invoke(question))
