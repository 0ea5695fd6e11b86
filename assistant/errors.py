"""Every error the product raises on purpose, and the exit code each one ends a command with.

    AssistantError                    something a person can act on: what happened, and the next command
    ├── UsageError              2     the call itself: unknown setting, empty or over-long question, port taken
    ├── CorpusError             1     nothing usable: no such folder, no articles in it
    ├── DocumentError           3     one file could not be read, parsed or fetched; the others go on
    ├── IndexUnusable           4     the index cannot be used as it is
    │   ├── IndexMissing              never built
    │   ├── IndexMismatch             built by another embedder, splitter or normaliser, or a newer release
    │   ├── IndexLocked               another process is writing
    │   ├── IndexDamaged              catalog or vectors fail their check
    │   ├── IndexReadOnly             it lies where nothing can be written
    │   └── DiskFull                  no room left; what was committed stays
    ├── AssetError              5     a model file is missing or altered
    └── EndpointError           6     a model endpoint failed
        ├── EndpointRefused           wrong key, unknown model, bad request: trying again will not help
        ├── EndpointUnavailable       down, overloaded, hanging: trying again may help
        └── EndpointBroken            it answered, but not with what was asked for

| exit code | meaning |
| --- | --- |
| 0 | done; an honest "not in these articles" is an answer and ends with 0 |
| 1 | nothing usable |
| 2 | wrong use: a flag, a setting, a question |
| 3 | done, but some files failed; they are listed |
| 4 | the index cannot be used as it is |
| 5 | a model file is missing or altered |
| 6 | a model endpoint failed |
| 130 | stopped with Ctrl-C; what was committed stays |
"""

from __future__ import annotations

EXIT_OK = 0
EXIT_NOTHING_USABLE = 1
EXIT_SOME_FAILED = 3
EXIT_INTERRUPTED = 130


class AssistantError(Exception):
    """Something went wrong that a person can act on.

    Args:
        message: what happened, to which file or question, in one line.
        hint: the next command or setting to try, in one line; may be empty.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}. {self.hint}" if self.hint else self.message


class UsageError(AssistantError):
    """The call itself is wrong: a flag, a setting, an empty or over-long question, a port that is taken."""

    exit_code = 2


class CorpusError(AssistantError):
    """There is nothing to index: no such folder, or no readable article in it."""

    exit_code = 1


class DocumentError(AssistantError):
    """One document could not be read, parsed or fetched. The others are not affected."""

    exit_code = EXIT_SOME_FAILED


class IndexUnusable(AssistantError):
    """The index cannot be used as it is."""

    exit_code = 4


class IndexMissing(IndexUnusable):
    """No index has been built for this corpus."""


class IndexMismatch(IndexUnusable):
    """The index was built by another embedder, splitter or normaliser, or by a newer release."""


class IndexLocked(IndexUnusable):
    """Another process is writing to this index."""


class IndexReadOnly(IndexUnusable):
    """The index lies where nothing can be written; it can be asked all the same."""


class IndexDamaged(IndexUnusable):
    """The catalog or the vectors fail their check."""


MEND = "Run: assistant doctor --corpus PATH"
"""What to do about damage, unless something else helps."""


class DiskFull(IndexUnusable):
    """There is no room left on the disk; everything committed before stays."""


class AssetError(AssistantError):
    """A model file that ships with a dependency is missing or altered."""

    exit_code = 5


class EndpointError(AssistantError):
    """A model endpoint failed; the message names service, status and request id where there is one."""

    exit_code = 6


class EndpointRefused(EndpointError):
    """The endpoint refused for good: wrong key, unknown model, malformed or too long a request."""


class EndpointUnavailable(EndpointError):
    """The endpoint is down, overloaded or hanging; the same request may succeed later."""


class EndpointBroken(EndpointError):
    """The endpoint answered with something else than what was asked for."""
