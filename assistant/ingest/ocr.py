"""Scanned pages read with tesseract, where it is installed and asked for. Runs in the child process that parses."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.errors import DocumentError

MOST_PAGES = 200
SECONDS = 900.0
"""For one file; a page takes a few seconds."""
NOTE = "read from pictures by tesseract: letters and numbers may be wrong"
_DOTS_PER_INCH = 300
_POINTS_PER_INCH = 72
_MOST_DOTS = 5000
"""Longest side of a page's picture."""


@dataclass(frozen=True, slots=True)
class Ocr:
    """`command` is tesseract's full path, `languages` as it names them: "eng", or "eng+deu"."""

    command: str
    languages: str

    def pages(self, data: bytes, numbers: Sequence[int]) -> Iterator[list[str]]:
        """The lines of each of these pages of a PDF, counted from 0, from its picture.

        Raises:
            DocumentError: the PDF cannot be opened, or tesseract failed, most often because it lacks a language.
        """
        import pypdfium2

        try:
            document = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError as error:
            raise DocumentError(
                f"The PDF is broken: {error}", "Open it in a viewer and save it again"
            ) from error
        try:
            for number in numbers:
                yield self._read(_picture(document[number])).splitlines()
        finally:
            document.close()

    def _read(self, picture: bytes) -> str:
        # Nothing is written to disk: the picture goes in at standard input, the text comes out at standard output.
        command = [self.command, "stdin", "stdout", "-l", self.languages]
        ran = subprocess.run(command, input=picture, capture_output=True, check=False)
        if ran.returncode:
            told = ran.stderr.decode("utf-8", "replace").strip().splitlines()
            raise DocumentError(
                f"tesseract failed: {told[-1][:200] if told else f'exit code {ran.returncode}'}",
                "See its languages with: tesseract --list-langs",
            )
        return ran.stdout.decode("utf-8", "replace")


allowed: Ocr | None = None
"""What this process may read scanned pages with; the child process sets it when it starts."""


def _picture(page: Any) -> bytes:
    """A page in shades of grey, as a portable graymap."""
    scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, _MOST_DOTS / max(*page.get_size(), 1.0))
    shades = page.render(scale=scale, grayscale=True).to_numpy()
    height, width = shades.shape[:2]
    page.close()
    head = b"P5 %d %d 255\n" % (width, height)
    return head + bytes(shades)
