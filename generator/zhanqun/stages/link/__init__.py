"""Stage 4. Addresses, cards, relations and revision lines of everything cleared. Pure."""

from zhanqun.stages.link.catalog import link_items

__all__ = ["link_items"]
