"""The self-inspection: indicators with verdict and evidence, scores, ranking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zhanqun.model.duty import Duty, Ref
from zhanqun.model.ids import SiteId


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One indicator, judged for one site."""

    id: str
    part: str
    """``单项否决`` or ``扣分``."""
    name: str
    rule: str
    """What is asked, in a sentence."""
    basis: str
    verdict: str
    """``符合`` ``不符合`` ``部分符合`` ``不适用`` ``须人工``."""
    evidence: str
    refs: tuple[Ref, ...]
    weight: int
    """Share of the estimate; 0 for what is not scored."""
    share: float
    """0 to 1 of the weight."""
    doubtful: bool
    """The weight or threshold is marked [疑] in the standards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteInspection:
    site: SiteId
    site_name: str
    url: str
    indicators: tuple[Indicator, ...]
    vetoes: int
    """Indicators of 单项否决 that fail."""
    score: float
    """Estimate out of 100 over the weights that apply."""
    rank: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleSearch:
    """Every published title, searched in the titles."""

    titles: int
    misses: tuple[Ref, ...]
    """Not among the first on the screen."""
    first: int
    """How many results a first screen holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    day: date
    sites: tuple[SiteInspection, ...]
    """By rank."""
    cluster: tuple[Indicator, ...]
    """Of the cluster as one website, which is how it is inspected."""
    cluster_score: float
    search: TitleSearch
    problems: tuple[Duty, ...]
    """Red and yellow duties: what the bulletin names."""
    mend_by: date
    mend_estimated: bool
    published: int
    """Items published in the month of ``day``."""
    standards: str
