"""Stages 1 to 3: every site's facts, judged again only where something may be different."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from zhanqun.config import load_cluster
from zhanqun.memo import Lost, Store
from zhanqun.model.cluster import Cluster
from zhanqun.model.errors import UsageError
from zhanqun.model.facts import SiteFacts
from zhanqun.model.finding import Finding, Severity
from zhanqun.model.source import SiteFiles
from zhanqun.pipeline.clock import build_moment
from zhanqun.pipeline.judge import Desk, judge_sites
from zhanqun.pipeline.options import BuildOptions, Clock, any_error
from zhanqun.pipeline.pack import load_facts
from zhanqun.pipeline.past import Past, read_past
from zhanqun.pipeline.published import load_published
from zhanqun.pipeline.scan import Scanned, load_seen, scan_sites
from zhanqun.stages.gate import Register, settle_cluster, unchanged_site, unknown_authors
from zhanqun.text.fingerprint import fingerprint_hex


@dataclass(frozen=True, slots=True)
class Survey:
    cluster: Cluster
    now: datetime
    register: Register
    past: Past
    findings: tuple[Finding, ...]
    counts: dict[str, int]
    judged: tuple[str, ...]
    """Sites that were judged again."""
    salt: str
    """Digest of the configuration and the program that verdicts depend on."""
    files: dict[str, SiteFiles]
    """Files of the sites that were judged again."""

    contents: dict[str, str]
    """Site -> digest over names and bytes of its files."""

    unsettled: frozenset[str] = frozenset()
    """Sites of which something was read so soon after it had been written that it may be another by now."""

    @property
    def zone(self) -> str:
        return self.cluster.time_zone

    @property
    def changes_at(self) -> datetime | None:
        """The first minute at which the clock alone changes a verdict."""
        return min((facts.changes_at for facts in self.register.facts if facts.changes_at), default=None)

    @property
    def ok(self) -> bool:
        return not any_error(self.findings)

    def facts(self) -> dict[str, SiteFacts]:
        return {str(facts.site): facts for facts in self.register.facts}


def survey(options: BuildOptions, clock: Clock, store: Store, untouched: Mapping[str, str] = MappingProxyType({})) -> Survey:
    """Bring every site's facts up to date and apply the rules that need them all.

    ``untouched``: sites that need not be looked at, with the digest over their names and bytes.
    Raises UsageError for a configuration that cannot be read.
    """
    with clock.stage("config"):
        loaded = load_cluster(options.root)
        if loaded.cluster is None:
            raise UsageError("站群配置有错", findings=loaded.findings)
        cluster = loaded.cluster
        now = options.now or build_moment(cluster)
    salt = fingerprint_hex(store.seal, cluster.config_sha256, cluster.rules_sha256, cluster.policy)
    with clock.stage("collect"):
        options.progress("收集文件", 0, 1)
        past = read_past(cluster, store)
        known = {str(site.id): load_facts(store, site.id) for site in cluster.sites}
        look = [site for site in known if site not in untouched]
        scanned = scan_sites(cluster, {site: load_seen(store, site) for site in look}, store, options.jobs, look)
        scanned |= {site: Scanned(untouched[site], None) for site in known if site in untouched}
    keys = {site: fingerprint_hex(salt, found.content, past.digest(site)) for site, found in scanned.items()}
    stale = [
        site for site, facts in known.items()
        if facts is None or facts.key != keys[site] or not unchanged_site(facts, now)
    ]
    with clock.stage("decode and gate"):
        files = _files(cluster, {site: scanned[site].files for site in stale}, store)
        if stale:
            judge_sites(
                Desk(cluster, past.of(stale), now, files, keys, salt, store), options.jobs, options.progress,
                _elsewhere(options, store),
            )
            if not past.stands(cluster):
                raise UsageError("检查过程中 git 仓库里有新的提交或改动，已停止，输出未改动；请重新运行")
        facts = [_load(store, site) if site in files else known[site] for site in known]
        register = Register([each for each in facts if each is not None])
        across = settle_cluster(cluster, register, load_published(store, cluster, options.out, options.mark), now)
    findings = [finding for each in register.facts for finding in each.findings]
    findings += [*loaded.findings, *across]
    if past.note:
        findings.append(unknown_authors(past.note, past.broken))
    return Survey(
        cluster, now, register, past, tuple(sorted(findings, key=Finding.order)), _counts(register, across), tuple(stale),
        salt, files, {site: found.content for site, found in scanned.items()},
        frozenset(site for site, found in scanned.items() if not found.settled),
    )


def _elsewhere(options: BuildOptions, store: Store) -> Callable[[Desk], None] | None:
    """How to judge on other machines, when that was asked for. Imported then: Dask costs a second."""
    if not options.executor:
        return None
    from zhanqun.pipeline.remote.judging import judge_far

    return lambda desk: judge_far(options, desk, store.seal)


def _files(cluster: Cluster, scanned: dict[str, SiteFiles | None], store: Store) -> dict[str, SiteFiles]:
    """Files of the sites to be judged; those whose files were untouched are looked at again."""
    missing = [site for site, files in scanned.items() if files is None]
    again = scan_sites(cluster, {}, store, 1, only=missing) if missing else {}
    found: dict[str, SiteFiles] = {}
    for site, files in scanned.items():
        listed = files if files is not None else again[site].files
        assert listed is not None
        found[site] = listed
    return found


def _load(store: Store, site: str) -> SiteFacts:
    facts = load_facts(store, site)
    if facts is None:
        raise Lost(f"facts of {site} vanished during the build")
    return facts


def _counts(register: Register, across: Sequence[Finding]) -> dict[str, int]:
    counts = {
        name: sum(getattr(facts, name) for facts in register.facts)
        for name in ("items", "cleared", "withheld", "held", "pages", "stubs")
    }
    # What a rule over all sites forbids is not public either, though each by itself would be.
    refused = {
        place.path for finding in across if finding.severity is Severity.ERROR
        for place in (finding.where, *finding.also)
    }
    for path in refused:
        place = register.at(path)
        if place is not None and register.state(place) == "i":
            counts["cleared"] -= 1
            counts["withheld"] += 1
    return counts | {"written": 0, "unchanged": 0, "removed": 0}
