"""The whole API inside your own FastAPI application. Run: python examples/mounted.py my-articles/ 8000"""

import sys

import uvicorn
from fastapi import FastAPI

from assistant import Assistant, Corpus
from assistant.interfaces.api.app import build

folder, port = sys.argv[1:]
mine = FastAPI()


@mine.get("/hello")
def hello() -> str:
    return "My own route; the corpus answers under /v1."


with Corpus.open(folder) as corpus:
    corpus.sync()
    # Without keys everybody who reaches the port may do everything, so it stays on loopback.
    uvicorn.run(build(Assistant(corpus), page=mine), host="127.0.0.1", port=int(port), log_level="warning")
