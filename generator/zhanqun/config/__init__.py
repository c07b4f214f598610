"""Files under sites/ that are configuration -> Cluster."""

from zhanqun.config.load import Loaded, load_cluster

__all__ = ["Loaded", "load_cluster"]
