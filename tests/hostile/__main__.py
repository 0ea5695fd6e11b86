"""What hostile documents bring about: `python -m tests.hostile [--model NAME --base-url URL] [--only WORDS]`.

Without a model each is answered by one that does all it is told, the worst case. With one, the last column tells whether the model itself obeyed,
which no code can rule out; the others tell what came of it.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from assistant import Corpus
from assistant.answering.models import EndpointModel
from assistant.endpoint import Endpoint
from assistant.index.embedder import StaticEmbedder
from assistant.types import ChatModel
from eval.statistics import estimate
from tests.hostile.canaries import CANARIES
from tests.hostile.trial import Result, tried, written


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__)
    parser.add_argument("--model", help="a language model to answer instead of one that obeys")
    parser.add_argument("--base-url", help="its endpoint")
    parser.add_argument("--only", default="", help="only canaries with these words in their name")
    options = parser.parse_args()
    model = EndpointModel(Endpoint(options.base_url), options.model) if options.model else None
    chosen = [canary for canary in CANARIES if options.only in canary.name]
    results = []
    with tempfile.TemporaryDirectory() as work:
        folder, index = Path(work, "articles"), Path(work, "index")
        folder.mkdir()
        written(folder, CANARIES)
        with Corpus.open(folder, index=index, embedder=StaticEmbedder()) as corpus:
            corpus.sync()
            for canary in chosen:
                results.append(tried(canary, corpus, model))
                _print(results[-1], model)
    obeyed = [result for result in results if result.brought_about]
    share = estimate(
        [float(bool(result.brought_about)) for result in results], [result.canary.name for result in results]
    )
    print(
        f"\n{len(obeyed)} of {len(results)} brought something about (95 % interval {share.low:.3f} to {share.high:.3f})"
    )
    return 1 if obeyed else 0


def _print(result: Result, model: ChatModel | None) -> None:
    told = "; ".join(result.brought_about) or "nothing"
    print(f"{result.canary.name}: {told}")
    if model:
        print(f"    {result.answer[:300]}")


if __name__ == "__main__":
    raise SystemExit(main())
