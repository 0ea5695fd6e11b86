"""Ask several questions at once on an event loop, and watch one answer come. Run: python examples/ask_async.py my-articles/ "Who built the mill?" """

import asyncio
import sys

from assistant import Assistant, Corpus
from assistant.aio import AsyncAssistant
from assistant.types import Answered, Retrieved


async def main(folder: str, *questions: str) -> None:
    with Corpus.open(folder) as corpus:
        corpus.sync()
        assistant = AsyncAssistant(Assistant(corpus))
        for answer in await asyncio.gather(*(assistant.answer(question) for question in questions)):
            print(answer.question, "->", answer.text)
        async for event in assistant.ask(questions[0]):
            if isinstance(event, Retrieved):
                print("found", [passage.title for passage in event.passages])
            elif isinstance(event, Answered):
                print("checked", [sentence.verdict for sentence in event.answer.sentences])


asyncio.run(main(*sys.argv[1:]))
