"""Findings and results -> text for people, JSON for tools, annotations for CI. Nothing here prints."""
