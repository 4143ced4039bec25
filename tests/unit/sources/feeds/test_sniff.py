import pytest

from digest.sources.feeds.sniff import root_of


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("<rss>", "rss"),
        ('\n<?xml version="1.0"?>\n<!-- <html> --><FEED xmlns="x">', "feed"),
        ("<rdf:RDF>", "rdf:rdf"),
        ('<!DOCTYPE rss [<!ENTITY a "<html>">]><rss>', "rss"),
        ("<!DOCTYPE HTML PUBLIC '-//W3C//DTD HTML 4.01//EN'>\n<p>", "html"),
        ("<!doctype html>", "html"),
        ("<html>", "html"),
        ("<opml version='2.0'>", "opml"),
        ('  {"version": 1}', "{"),
        ("[1]", ""),
        ("", ""),
        ("Hello <html>", ""),
        ("<!-- never closed <html>", ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_document_is_known_by_its_first_element(text: str, root: str, encoding: str) -> None:
    assert root_of(text.encode(encoding)) == root


@pytest.mark.parametrize("piece", [b"<??>", b"<!---->", b"<!doctype a>", b"<!doctype a[]>", b" "])
def test_no_prolog_is_slow_to_read(piece: bytes) -> None:
    assert root_of(piece * 5000) == ""
