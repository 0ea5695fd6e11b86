"""How accurate the assistant is on a corpus, whether a change made it better, and what to mend: `python -m eval`."""
