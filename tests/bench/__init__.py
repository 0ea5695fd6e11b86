"""How fast it is, beside its own parts and others in the same run: `python -m tests.bench retrieval growth …`."""
