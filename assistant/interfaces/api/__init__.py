"""The corpus over HTTP: retrieval, checked answers, documents and upkeep under /v1, and the chat interface that other front ends speak."""
