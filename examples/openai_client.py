"""Talk to the corpus as to a model. Start: assistant serve my-articles/   Run: python examples/openai_client.py http://127.0.0.1:7860 "Who built the mill?" """

import os
import sys

from openai import OpenAI

address, question = sys.argv[1:]

with OpenAI(base_url=f"{address}/v1", api_key=os.environ.get("CORPUS_KEY", "none")) as client:
    stream = client.chat.completions.create(
        model="corpus-assistant", messages=[{"role": "user", "content": question}], stream=True
    )
    for chunk in stream:
        delta = chunk.choices[0].delta
        print(delta.content or "", end="")
        for annotation in getattr(delta, "annotations", None) or []:
            cited = annotation["url_citation"]
            print(f"\n  {cited['title']}: {cited['quote']!r} <{cited['url']}>", end="")
print()
