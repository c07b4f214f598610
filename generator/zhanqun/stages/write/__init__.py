"""Stage 8. Put what was verified into the output folder: changed files only, journalled, with a manifest.

Touches disk: the output folder and a hidden folder beside it.
"""

from zhanqun.stages.write.finish import finish_output
from zhanqun.stages.write.journal import Area, Written
from zhanqun.stages.write.manifest import ManifestPart, index_digest, make_part, read_bytes, read_index, read_part

__all__ = [
    "Area", "ManifestPart", "Written", "finish_output", "index_digest", "make_part", "read_bytes", "read_index", "read_part",
]
