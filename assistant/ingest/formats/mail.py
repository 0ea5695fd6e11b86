"""Letters: one message (EML) or a mailbox of them (MBOX). Attachments are files of their own."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr

from assistant.errors import DocumentError
from assistant.ingest.article import Block, Draft, Member
from assistant.ingest.chrome import without_chrome
from assistant.ingest.decode import decode
from assistant.ingest.formats.html import page
from assistant.ingest.lines import paragraphs
from assistant.ingest.metadata import Metadata

SHORTEST_PLAIN = 200
"""A plain part below so many characters, beside an HTML one, only says to open the HTML one."""

_FROM_LINE = re.compile(rb"(?:\A|(?<=\n)\r?\n)From \S+[^\n]{0,200}\d\r?\n")
_SIGNATURE = re.compile(r"^-- ?$.*", re.M | re.S)
_REPLIED = re.compile(r"^(?:On .{5,200} wrote:|-{3,} ?Original Message ?-{3,}).*", re.M | re.S | re.I)


def eml(data: bytes) -> Iterator[Draft | Member]:
    """One article, then its attachments."""
    yield from _letter(data, "")


def mbox(data: bytes) -> Iterator[Draft | Member]:
    """One article for each message; parts count from 1."""
    starts = [(found.start(), found.end()) for found in _FROM_LINE.finditer(data)]
    if not starts:
        raise DocumentError("The mailbox holds no message")
    ends = [start for start, _ in starts[1:]] + [len(data)]
    for number, ((_, start), end) in enumerate(zip(starts, ends, strict=True), 1):
        yield from _letter(re.sub(rb"^>(>*From )", rb"\1", data[start:end], flags=re.M), str(number))


def _letter(data: bytes, part: str) -> Iterator[Draft | Member]:
    message = email.message_from_bytes(data, policy=email.policy.default)
    try:
        attached = list(_attached(message, part))
        body = _body(message)
        if body or not attached:
            stated = _stated(message)
            yield Draft(body, stated, part, framed=stated.publisher is not None)
        yield from attached
    except (ValueError, LookupError, AttributeError, TypeError) as error:
        # The standard library's parser raises all of these on headers that no mail program would write.
        raise DocumentError(f"The message is broken: {error}") from error


def _attached(message: EmailMessage, part: str) -> Iterator[Member]:
    """The files attached to a message, and the messages forwarded with it."""
    for number, attachment in enumerate(message.iter_attachments(), 1):
        name = attachment.get_filename() or f"attachment {number}"
        content = attachment.get_payload(decode=True)
        if attachment.get_content_type() == "message/rfc822":
            content, name = attachment.get_content().as_bytes(), f"{name.removesuffix('.eml')}.eml"
        if isinstance(content, bytes):
            yield Member(content, name, f"{part}/{name}" if part else name)


def _stated(message: EmailMessage) -> Metadata:
    """The sender is the publisher of a mailing list, else the author."""
    metadata = Metadata()
    name, address = parseaddr(str(message.get("From", "")))
    listed = message.get("List-Id") or message.get("List-Unsubscribe")
    metadata.offer("mail header", "title", message.get("Subject"))
    metadata.offer("mail header", "publisher" if listed else "author", name or address)
    metadata.offer("mail header", "published", str(message.get("Date", "")))
    metadata.offer("mail header", "language", message.get("Content-Language"))
    return metadata


def _body(message: EmailMessage) -> list[Block]:
    plain = _part(message, "plain")
    marked = _part(message, "html") if len(plain) < SHORTEST_PLAIN else ""
    if marked:
        return list(page(marked).blocks)
    text = _SIGNATURE.sub("", _REPLIED.sub("", plain))
    return without_chrome([Block(paragraph) for paragraph in paragraphs(text.replace("\r\n", "\n"))])


def _part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    if found is None:
        return ""
    content = found.get_payload(decode=True)
    return (
        decode(content, declared=found.get_content_charset()).text
        if isinstance(content, bytes) and content.strip()
        else ""
    )
