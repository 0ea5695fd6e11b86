#!/bin/sh
# The corpus in shell scripts: results on stdout as JSON, notes on stderr, exit codes that mean something.
# Run: sh examples/command_line.sh my-articles/ "Who built the mill?"
set -e
assistant index "$1" --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["failed"], "files failed")'
printf '%s' "$2" | assistant ask - --corpus "$1" --json |
    python3 -c 'import json, sys; answer = json.load(sys.stdin); print("refused" if answer["refused"] else answer["text"])'
assistant search "$2" --corpus "$1" --passages 2 --json |
    python3 -c 'import json, sys; [print(p["title"], p["start"], p["end"]) for p in json.load(sys.stdin)["passages"]]'
