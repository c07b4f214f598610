"""Lets the scripts of this folder import the product and the other benchmarks; imported for that effect only."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "benchmarks"), str(ROOT / "generator"), str(ROOT / "tests")]
