"""Stage 8. Put what was verified into the output folder: changed files only, journalled, with a manifest.

Touches disk: the output folder and a hidden folder beside it.
"""

from zhanqun.stages.write.finish import finish_output
from zhanqun.stages.write.journal import Area, Written, recover_output
from zhanqun.stages.write.manifest import read_manifest

__all__ = ["Area", "Written", "finish_output", "read_manifest", "recover_output"]
