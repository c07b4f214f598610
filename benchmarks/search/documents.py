"""The open items of a cluster that make_cluster.py wrote, as the search stage is given them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import paths  # noqa: F401

from zhanqun.attachments import read_attachment
from zhanqun.config import load_cluster
from zhanqun.model.address import address_of
from zhanqun.model.catalog import Card
from zhanqun.model.cluster import Cluster
from zhanqun.model.item import Item
from zhanqun.model.searching import SearchDoc
from zhanqun.stages.decode import decode_source
from zhanqun.stages.render.markdown import render_body

_decoder = msgspec.msgpack.Decoder(SearchDoc)


def read_documents(folder: Path) -> Iterator[SearchDoc]:
    """In the order of their paths; the same cluster gives the same documents."""
    loaded = load_cluster(folder)
    if loaded.cluster is None:
        raise ValueError("; ".join(finding.message for finding in loaded.findings))
    cluster = loaded.cluster
    for site in cluster.sites:
        for path in sorted((folder / "sites" / site.id / "docs").rglob("*.md")):
            name = path.relative_to(folder).as_posix()
            item = decode_source(cluster, site, name, path.read_bytes()).value
            if isinstance(item, Item) and item.head.openness.value == "主动公开":
                yield _document(cluster, item, path)


def _document(cluster: Cluster, item: Item, path: Path) -> SearchDoc:
    head = item.head
    card = Card(
        address=address_of(cluster, item.path), site=item.site, column=head.column,
        kind=cluster.catalogue.by_code[head.column].kind, title=head.title, published=head.published,
        formed=head.formed, doc_no=head.doc_no, index_no=head.index_no, issuer=head.issuer,
        validity=head.validity.value, genre=head.genre, topics=head.topics, keywords=head.keywords, summary=head.summary,
        until=head.until, submitted=head.submitted, files=len(head.attachments), start=None, end=None, feedback=None,
        sha256="",
    )  # fmt: skip
    files = tuple(
        (file.name, read_attachment(file.file, (path.parent / file.file).read_bytes()).text())
        for file in head.attachments
    )
    return SearchDoc(card, render_body(item.body, "").text, tuple((name, text) for name, text in files if text))


def spool_documents(folder: Path, spool: Path) -> int:
    """Read them once and lay them down for quick reading; how many there are."""
    count = 0
    spool.parent.mkdir(parents=True, exist_ok=True)
    with spool.open("wb") as out:
        for doc in read_documents(folder):
            data = msgspec.msgpack.encode(doc)
            out.write(len(data).to_bytes(4, "little") + data)
            count += 1
    return count


def spooled(spool: Path) -> Iterator[SearchDoc]:
    with spool.open("rb") as source:
        while size := source.read(4):
            yield _decoder.decode(source.read(int.from_bytes(size, "little")))
