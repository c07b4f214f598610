"""What of the withheld sources the proof of the output may know: a few keyed numbers each, never text.

Numbers without the key tell nothing. They lie in the cache enciphered, under a key of this checkout that is never in
the cache: ``.zhanqun/key``, readable by its owner alone. A lost key costs one more look at the withheld sources.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path

import msgspec
import numpy as np

from zhanqun.memo import Store
from zhanqun.model.cluster import Cluster, Site
from zhanqun.model.errors import UsageError
from zhanqun.model.facts import SiteFacts
from zhanqun.model.ids import SiteId
from zhanqun.stages.decode import decode_source
from zhanqun.stages.gate import name_files, own_words
from zhanqun.stages.verify import Numbers, Runs, Watch, letters_of
from zhanqun.text.distinct import distinct
from zhanqun.text.fingerprint import fingerprint_hex

_SIZE = 32


class _Sealed(msgspec.Struct):
    key: str
    """Digest over the site's sources and the secret key's name."""
    nonce: bytes
    numbers: bytes
    """Enciphered."""


def cluster_key(root: Path, *, keep: bool) -> bytes:
    """The checkout's secret key, made when there is none; without a place to keep it, one for this run alone."""
    fresh = secrets.token_bytes(_SIZE)
    if not keep:
        return fresh
    path = root / ".zhanqun" / "key"
    with suppress(OSError):
        known = path.read_bytes()
        if len(known) == _SIZE:
            if path.stat().st_mode & 0o077:
                path.chmod(0o600)
            return known
        path.unlink()
    with suppress(OSError):
        path.parent.mkdir(exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(fresh)
    return fresh


def watch_withheld(cluster: Cluster, facts: Iterable[SiteFacts], store: Store, key: bytes) -> Watch:
    """Numbers of everything that stays back in the cluster. Sites whose sources are the last build's are not read."""
    runs = Runs(key)
    parts = [_of_site(cluster, each, store, key, runs) for each in facts]
    return Watch(runs, np.concatenate(parts) if parts else np.zeros(0, np.uint64))


def _of_site(cluster: Cluster, facts: SiteFacts, store: Store, key: bytes, runs: Runs) -> Numbers:
    if not {"w", "s"} & set(facts.states):
        return np.zeros(0, np.uint64)
    # The clock takes items back without another key.
    mark = fingerprint_hex(facts.key, facts.states, hashlib.blake2b(key).hexdigest())
    name = f"site/{facts.site}/withheld"
    data = store.get(name)
    kept = msgspec.msgpack.decode(data, type=_Sealed) if data else None
    if kept is not None and kept.key == mark:
        return np.frombuffer(_cipher(key, kept.nonce, kept.numbers), np.uint64)
    parts = _Parts(store, str(facts.site), key)
    paths = [(path, state) for path, state in zip(facts.paths, facts.states, strict=True) if state in "ws"]
    found = [_of_source(cluster, facts.site, path, state, runs, parts) for path, state in paths]
    parts.keep()
    numbers: Numbers = distinct(np.concatenate(found))
    nonce = secrets.token_bytes(16)
    store.put(name, msgspec.msgpack.encode(_Sealed(mark, nonce, _cipher(key, nonce, numbers.tobytes()))))
    return numbers


class _Parts:
    """What one source or attachment comes to, kept by a keyed digest of its bytes: of a site in which one file changed, the
    others are not decoded again, and reading one attachment may take longer than a whole site."""

    def __init__(self, store: Store, site: str, key: bytes) -> None:
        self._store, self._name, self._key = store, f"site/{site}/withheld-parts", key
        data = store.get(self._name)
        self._before = msgspec.msgpack.decode(data, type=dict[bytes, bytes]) if data else {}
        self._now: dict[bytes, bytes] = {}

    def of(self, kind: bytes, data: bytes, about: str, make: Callable[[], bytes]) -> bytes:
        """``make()``, unless that is known. ``about``: whatever it depends on besides the bytes."""
        whole = hashlib.blake2b(data, key=self._key, person=kind)
        whole.update(f"\0{about}".encode("utf-8", "surrogateescape"))
        mark = whole.digest()
        sealed = self._before.get(mark)
        if sealed is None:
            sealed = _cipher(self._key, mark, make())
        self._now[mark] = sealed
        return _cipher(self._key, mark, sealed)

    def keep(self) -> None:
        if self._now != self._before:
            self._store.put(self._name, msgspec.msgpack.encode(self._now))


class _Source(msgspec.Struct, array_like=True):
    """What one source comes to."""

    numbers: bytes
    files: tuple[str, ...]
    """Attachments that it names."""


def _of_source(cluster: Cluster, name: SiteId, path: str, state: str, runs: Runs, parts: _Parts) -> Numbers:
    site = cluster.site(name)
    assert site is not None
    try:
        data = Path(cluster.root, path).read_bytes()
    except OSError as error:
        # Kept as nothing, it would not be looked for any more.
        raise UsageError(f"{path} 在检查过程中被改动，已停止，输出未改动；请重新运行") from error
    about = fingerprint_hex(path, state, cluster.config_sha256, cluster.rules_sha256, site.config_sha256)
    kept = parts.of(
        b"source", data, about, lambda: msgspec.msgpack.encode(_look(cluster, site, path, state, data, runs)))
    source = msgspec.msgpack.decode(kept, type=_Source)
    found = [np.frombuffer(source.numbers, np.uint64)]
    for named in source.files:
        with suppress(OSError):
            inside = Path(cluster.root, named).read_bytes()
            numbers = parts.of(b"file", inside, named, partial(_attached, named, inside, runs))
            found.append(np.frombuffer(numbers, np.uint64))
    return np.concatenate(found)


def _look(cluster: Cluster, site: Site, path: str, state: str, data: bytes, runs: Runs) -> _Source:
    value = decode_source(cluster, site, path, data).value
    stem = path.rpartition("/")[2].removesuffix(".md")
    # An address of what was public stays; a short name is a date or a word.
    names = [stem] if state == "w" and not letters_of(stem).isascii() else []
    if value is None:
        return _Source(runs.sample(names, data.decode("utf-8", "replace")).tobytes(), ())
    numbers = runs.sample([*names, *own_words(value)], value.body)
    return _Source(numbers.tobytes(), tuple(named.path for named in name_files(value)))


def _attached(name: str, data: bytes, runs: Runs) -> bytes:
    from zhanqun.attachments import read_attachment

    text = "\n".join(text for _, text in read_attachment(name, data).text_blocks)
    return runs.sample((), text).tobytes()


def _cipher(key: bytes, nonce: bytes, data: bytes) -> bytes:
    """Data with the key's stream laid over it; the same again takes it off."""
    stream = hashlib.shake_256(key + nonce).digest(len(data))
    return (np.frombuffer(data, np.uint8) ^ np.frombuffer(stream, np.uint8)).tobytes()
