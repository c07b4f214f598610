"""Judging and rendering on the workers of a Dask cluster. Only digests go through its scheduler.

``orders`` is what is written down for the workers, ``team`` hands out work, ``judging`` and ``rendering`` prepare it
and take its results in, ``worker`` runs on the workers. The decisions are those of a build on one machine: the very
same functions judge and render, on bytes that are checked against their digests.
"""
