"""Watch an answer come over HTTP. Start: assistant serve my-articles/   Run: python examples/http_client.py http://127.0.0.1:7860 "Who built the mill?" """

import json
import os
import sys
import urllib.request

address, question = sys.argv[1:]
headers = {"content-type": "application/json"}
if key := os.environ.get("CORPUS_KEY"):  # assistant keys create NAME
    headers["authorization"] = f"Bearer {key}"

body = json.dumps({"question": question, "stream": True}).encode()
with urllib.request.urlopen(urllib.request.Request(f"{address}/v1/ask", body, headers)) as events:
    for line in events:
        if line.startswith(b"data: "):
            event = json.loads(line.removeprefix(b"data: "))
            print(event["event"])

print(event["answer"]["text"])
for sentence in event["answer"]["sentences"]:
    print(" ", sentence["verdict"], [citation["quote"] for citation in sentence["citations"]])
