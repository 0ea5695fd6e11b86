from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.errors import DocumentError
from assistant.ingest.fetch import Fetched, Fetcher
from assistant.ingest.parse import parse
from assistant.ingest.web import gather, links, listed, save
from assistant.types import FileOutcome
from tests.ingest import made


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    server = ThreadingHTTPServer(("127.0.0.1", 0), lambda *a: Quiet(*a, directory=str(folder)))
    address = f"http://127.0.0.1:{server.server_address[1]}"
    (folder / "a.html").write_text(
        made.PAGE.replace('<link rel="canonical" href="https://coast.example/news/seals">', "")
    )
    (folder / "b.pdf").write_bytes(made.pdf([["The seals came back."]]))
    (folder / "feed.xml").write_text(
        f"<rss><channel><link>{address}/</link><item><link>{address}/a.html</link></item><item><link>/gone.html</link></item></channel></rss>"
    )
    (folder / "sitemap.xml").write_text(
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{address}/part.xml</loc></sitemap></sitemapindex>'
    )
    (folder / "private").mkdir()
    (folder / "private" / "c.html").write_text(made.PAGE)
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /private/\n")
    (folder / "part.xml").write_text(
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{address}/a.html</loc></url><url><loc>{address}/b.pdf</loc></url></urlset>'
    )
    (folder / "sitemap.xml.gz").write_bytes(gzip.compress((folder / "part.xml").read_bytes()))
    (folder / "bomb.xml.gz").write_bytes(gzip.compress(bytes(30 * 1024**2)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield address
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def fetcher(site: str) -> Fetcher:
    return Fetcher(ports=[int(site.rpartition(":")[2])], networks=["127.0.0.0/8"])


def test_a_feed_stands_for_its_pages_and_one_missing_page_costs_no_other(site: str, fetcher: Fetcher) -> None:
    found = list(gather([f"{site}/feed.xml"], fetcher, pause=0))
    assert [one.url for one in found if isinstance(one, Fetched)] == [f"{site}/a.html"]
    assert [one.location for one in found if isinstance(one, FileOutcome)] == [f"{site}/gone.html"]


def test_a_sitemap_of_sitemaps_stands_for_all_their_pages(site: str, fetcher: Fetcher) -> None:
    found = list(gather([f"{site}/sitemap.xml", f"{site}/a.html"], fetcher, pause=0))
    assert [one.url for one in found if isinstance(one, Fetched)] == [f"{site}/a.html", f"{site}/b.pdf"]


def test_a_packed_sitemap_is_read_within_the_limits(site: str, fetcher: Fetcher) -> None:
    found = list(gather([f"{site}/sitemap.xml.gz"], fetcher, pause=0))
    assert [one.url for one in found if isinstance(one, Fetched)] == [f"{site}/a.html", f"{site}/b.pdf"]
    (bomb,) = gather([f"{site}/bomb.xml.gz"], fetcher, pause=0)
    assert isinstance(bomb, FileOutcome)
    assert "larger than 20 MB" in bomb.reason


def test_what_a_site_wants_no_program_to_fetch_is_not_fetched_and_said_so(
    site: str, fetcher: Fetcher
) -> None:
    refused, fetched = gather([f"{site}/private/c.html", f"{site}/a.html"], fetcher, pause=0)
    assert refused == FileOutcome(
        f"{site}/private/c.html", "skipped", "the site's robots.txt asks programs not to fetch it"
    )
    assert isinstance(fetched, Fetched)


def test_gathering_stops_at_its_limit_and_says_so(site: str, fetcher: Fetcher) -> None:
    *_, last = gather([f"{site}/sitemap.xml"], fetcher, pause=0, most=2)
    assert isinstance(last, FileOutcome)
    assert last.reason == "only the first 2 addresses were fetched"


def test_what_was_saved_is_a_file_that_knows_its_address(site: str, fetcher: Fetcher, tmp_path: Path) -> None:
    paths = [
        save(one, tmp_path)
        for one in gather([f"{site}/a.html", f"{site}/b.pdf"], fetcher, pause=0)
        if isinstance(one, Fetched)
    ]
    assert [path.suffix for path in paths] == [".html", ".pdf"]
    (article,) = parse(paths[0].read_bytes(), paths[0].name).articles
    assert (article.url, article.provenance["url"]) == (f"{site}/a.html", "saved page")
    assert article.title == "Harbour seals return to the estuary"


def test_saving_twice_leaves_one_file(tmp_path: Path) -> None:
    for data in (b"<p>Old.", b"<p>New."):
        save(Fetched("https://coast.example/a/b?c=1", data, "text/html", None), tmp_path)
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    assert b"New." in path.read_bytes()
    assert path.parent.name == "coast.example"


@pytest.mark.parametrize(
    "url",
    [
        "https://coast.example/../../etc/passwd",
        "https://coast.example/%2e%2e/%00/x",
        "https://coast.example/" + "a" * 5000,
    ],
)
def test_a_hostile_address_names_a_file_inside_the_folder(url: str, tmp_path: Path) -> None:
    path = save(Fetched(url, b"<p>x", "text/html", "utf-8"), tmp_path)
    assert path.resolve().is_relative_to(tmp_path.resolve() / "coast.example")


def test_atom_links_are_the_entries_own() -> None:
    atom = b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><link href="/self" rel="self"/><entry><link rel="enclosure" href="/x.mp3"/><link href="/one"/></entry></feed>'
    assert links(Fetched("https://coast.example/feed", atom, "application/atom+xml", None)) == [
        "https://coast.example/one"
    ]


def test_a_broken_feed_says_so() -> None:
    with pytest.raises(DocumentError, match=r"feed at 'https://coast\.example/feed' is broken"):
        links(Fetched("https://coast.example/feed", b"<?xml version='1.0'?><rss><item>", "text/xml", None))


def test_a_list_of_addresses_may_have_comments() -> None:
    assert listed("# ours\nhttps://a.example\n\n  https://b.example \n") == [
        "https://a.example",
        "https://b.example",
    ]
