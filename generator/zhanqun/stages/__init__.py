"""The stages of a build. Their alphabetical order is the order in which they run."""
