"""Small and read-only disks: in a mount namespace, as root or as whoever may be root in a namespace of their own."""

from __future__ import annotations

import subprocess
from functools import cache

import pytest

_WAYS = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])


@cache
def mounting() -> tuple[str, ...]:
    """Words that run a command where it may mount. Fails where nobody may: such a test is not passed by leaving it out."""
    for words in _WAYS:
        try:
            done = subprocess.run([*words, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
        except FileNotFoundError:
            break
        if done.returncode == 0:
            return tuple(words)
    pytest.fail("this test mounts a small disk: run it as root, or allow user namespaces "
                "(sysctl kernel.apparmor_restrict_unprivileged_userns=0)")
