"""Stage 3. Every item and page is cleared or withheld; this is the only door to publication.

Pure: reads no file and no clock. The caller reads the files that ``name_files`` names and puts them into the
``Context``. What was rejected and why: docs/approval.md.
"""

from zhanqun.stages.gate.decide import at_its_time, gate_source, list_faults
from zhanqun.stages.gate.detect.beside import stands_alone
from zhanqun.stages.gate.detect.scan import scan_all
from zhanqun.stages.gate.digest import approval_digest, digest_of_hashes
from zhanqun.stages.gate.facts import Register, gather_facts, settle_cluster, unchanged_site
from zhanqun.stages.gate.gone import GONE
from zhanqun.stages.gate.naming import name_files, relative_name
from zhanqun.stages.gate.people import may_approve, required_steps, wrote_it
from zhanqun.stages.gate.rules import CONTENT, RULES
from zhanqun.stages.gate.rules.schedule import stage_of
from zhanqun.stages.gate.settle import refuse_source, settle_items, unknown_authors
from zhanqun.stages.gate.texts import covered, covered_places, own_words

__all__ = [
    "CONTENT",
    "GONE",
    "RULES",
    "Register",
    "approval_digest",
    "at_its_time",
    "covered",
    "covered_places",
    "digest_of_hashes",
    "gate_source",
    "gather_facts",
    "list_faults",
    "may_approve",
    "name_files",
    "own_words",
    "refuse_source",
    "relative_name",
    "required_steps",
    "scan_all",
    "settle_cluster",
    "settle_items",
    "stage_of",
    "stands_alone",
    "unchanged_site",
    "unknown_authors",
    "wrote_it",
]
