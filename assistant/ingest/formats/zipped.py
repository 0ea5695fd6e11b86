"""Zip containers, opened by counting what really comes out of them: sizes that a header states can be forged."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from assistant.errors import DocumentError

MOST_INFLATED = 200 * 1024 * 1024
MOST_MEMBERS = 20_000
HIGHEST_RATIO = 100
RATIO_MATTERS_FROM = 10 * 1024 * 1024

_STEP = 1024 * 1024


def opened(data: bytes) -> zipfile.ZipFile:
    """The container, after inflating it once within the limits.

    Raises:
        DocumentError: it is damaged, encrypted, or inflates beyond `MOST_INFLATED` bytes or `HIGHEST_RATIO` times its size.
    """
    try:
        container = zipfile.ZipFile(io.BytesIO(data))
        if len(container.infolist()) > MOST_MEMBERS:
            raise DocumentError(f"The archive holds more than {MOST_MEMBERS} files")
        total = 0
        for info in container.infolist():
            for size in _sizes(container, info):
                total += size
                _check(total, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise DocumentError(f"The archive is damaged: {error}", "Copy or download it again") from error
    except RuntimeError as error:
        raise DocumentError("The archive is encrypted", "Unpack it and index the folder") from error
    return container


def _sizes(container: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[int]:
    if info.is_dir():
        return
    with container.open(info) as stream:
        while piece := stream.read(_STEP):
            yield len(piece)


def _check(inflated: int, packed: int) -> None:
    if inflated > MOST_INFLATED:
        raise DocumentError(f"The archive inflates to more than {MOST_INFLATED // _STEP} MB")
    if inflated > RATIO_MATTERS_FROM and inflated > HIGHEST_RATIO * packed:
        raise DocumentError(f"The archive inflates to more than {HIGHEST_RATIO} times its size")
