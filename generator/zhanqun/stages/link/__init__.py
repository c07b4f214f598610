"""Stage 4. Addresses, cards, relations and revision lines of everything cleared. Pure."""

from zhanqun.stages.link.amend import amend_sheet
from zhanqun.stages.link.catalog import candidate_paths, link_items, make_card, public_revisions
from zhanqun.stages.link.sheet import make_sheet

__all__ = ["amend_sheet", "candidate_paths", "link_items", "make_card", "make_sheet", "public_revisions"]
