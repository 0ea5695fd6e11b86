"""From an address to files in the corpus: a page, a list of addresses, an RSS or Atom feed, a sitemap.

What is fetched is saved as a file, with its address in it as a browser would write it; from there on it is a file like any other.
"""

from __future__ import annotations

import hashlib
import re
import time
import zlib
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import lxml.etree

from assistant.errors import DocumentError
from assistant.ingest.fetch import AGENT, Fetched, Fetcher
from assistant.types import FileOutcome

MOST_PAGES = 1000
PAUSE = 0.5
"""Seconds between two requests: a guest does not hurry its host."""

SUFFIXES = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "text/markdown": ".md", "application/pdf": ".pdf",
    "application/epub+zip": ".epub", "application/rtf": ".rtf", "text/rtf": ".rtf", "application/json": ".json", "text/csv": ".csv",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.oasis.opendocument.text": ".odt", "message/rfc822": ".eml",
}  # fmt: skip

_GZIP = b"\x1f\x8b\x08"
_XML = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:\?xml|rss|feed|urlset|sitemapindex|rdf:RDF)\b", re.I)


def gather(
    urls: Iterable[str], fetcher: Fetcher, *, pause: float = PAUSE, most: int = MOST_PAGES
) -> Iterator[Fetched | FileOutcome]:
    """Fetches each address once; a feed or sitemap stands for the pages it names. A page that fails comes as a `FileOutcome`,
    and so does one that its site wants no program to fetch."""
    waiting = deque(urls)
    rules = _Rules(fetcher)
    seen: set[str] = set()
    while waiting and len(seen) < most:
        url = waiting.popleft()
        if url in seen:
            continue
        if seen:
            time.sleep(pause)
        seen.add(url)
        if not rules.allow(url):
            yield FileOutcome(url, "skipped", "the site's robots.txt asks programs not to fetch it")
            continue
        try:
            fetched = _unpacked(fetcher.fetch(url), fetcher.most_bytes)
            named = links(fetched)
        except DocumentError as error:
            yield FileOutcome(url, "failed", str(error))
            continue
        waiting.extend(named)
        if not named:
            yield fetched
    if waiting:
        yield FileOutcome(waiting[0], "skipped", f"only the first {most} addresses were fetched")


def _unpacked(fetched: Fetched, most: int) -> Fetched:
    """A file that is itself packed, as large sitemaps are (`sitemap.xml.gz`), within the same limit.

    Raises:
        DocumentError: it is damaged, or larger.
    """
    if not fetched.data.startswith(_GZIP):
        return fetched
    inflater = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = inflater.decompress(fetched.data, most + 1)
    except zlib.error as error:
        raise DocumentError(f"Cannot unpack {fetched.url!r}: {error}") from error
    if len(data) > most:
        raise DocumentError(f"Cannot unpack {fetched.url!r}: it is larger than {most // 1024**2} MB")
    return fetched._replace(data=data, kind="application/xml" if _XML.match(data[:1000]) else "text/plain")


class _Rules:
    """What sites say in robots.txt (RFC 9309), each asked once; one that says nothing, or cannot be asked, allows everything."""

    def __init__(self, fetcher: Fetcher) -> None:
        self._fetcher = fetcher
        self._known: dict[str, RobotFileParser] = {}

    def allow(self, url: str) -> bool:
        site = urljoin(url, "/robots.txt")
        if site not in self._known:
            self._known[site] = self._read(site)
        return self._known[site].can_fetch(AGENT, url)

    def _read(self, site: str) -> RobotFileParser:
        rules = RobotFileParser(site)
        try:
            rules.parse(self._fetcher.fetch(site).data.decode("utf-8", "replace").splitlines())
        except DocumentError:
            rules.parse([])
        return rules


def listed(text: str) -> list[str]:
    """The addresses of a list with one on each line; empty lines and those that begin with "#" are passed over."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]


def links(fetched: Fetched) -> list[str]:
    """The pages that a feed or a sitemap names, in its order; none for anything else.

    Raises:
        DocumentError: it is a feed or sitemap and its XML is broken.
    """
    if not _XML.match(fetched.data[:1000]) or "html" in fetched.kind:
        return []
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=False)
    try:
        root = lxml.etree.fromstring(fetched.data, parser=parser)
    except lxml.etree.XMLSyntaxError as error:
        raise DocumentError(f"The feed at {fetched.url!r} is broken: {error}") from error
    found = root.xpath(
        "//*[local-name()='item']/*[local-name()='link']/text() | //*[local-name()='url' or local-name()='sitemap']/*[local-name()='loc']/text()"
        " | //*[local-name()='entry']/*[local-name()='link'][not(@rel) or @rel='alternate']/@href"
    )
    return list(dict.fromkeys(urljoin(fetched.url, str(link).strip()) for link in found if str(link).strip()))


def save(fetched: Fetched, folder: Path) -> Path:
    """Writes what was fetched under `folder`, by host and path; fetched again, it takes the place of the earlier copy."""
    suffix = SUFFIXES.get(fetched.kind) or PurePosixPath(urlsplit(fetched.url).path).suffix.lower() or ".html"
    path = folder / _name(fetched.url, suffix)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = _marked(fetched) if suffix == ".html" else fetched.data
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(data)
    partial.replace(path)
    return path


def _name(url: str, suffix: str) -> str:
    """The host's folder, and a readable name that the address's hash makes its own."""
    parts = urlsplit(url)
    words = (
        re.sub(r"[^\w-]+", "-", PurePosixPath(parts.path).with_suffix("").as_posix()).strip("-")[:80]
        or "index"
    )
    mark = hashlib.sha256(url.encode()).hexdigest()[:8]
    return f"{re.sub(r'[^a-z0-9.-]', '-', str(parts.hostname))}/{words}-{mark}{suffix}"


def _marked(fetched: Fetched) -> bytes:
    """The page in UTF-8 with the line by which browsers say where a saved page came from."""
    text = fetched.data.decode(fetched.charset, "replace").encode() if fetched.charset else fetched.data
    address = fetched.url.replace("--", "%2D%2D").encode()
    return (
        (b"\xef\xbb\xbf" if fetched.charset else b"")
        + b"<!-- saved from url=(%04d)%s -->\n" % (len(address), address)
        + text.removeprefix(b"\xef\xbb\xbf")
    )
