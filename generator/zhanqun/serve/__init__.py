"""Look at a cluster while writing it: serve the output on this machine, rebuild on change, reload the browser.

Knows nothing of stages: it is handed a function that builds. Nothing it adds to a page is ever written to disk.
"""
