"""What zhanqun writes for people: a new cluster (``cluster/`` is its template) and new items."""
