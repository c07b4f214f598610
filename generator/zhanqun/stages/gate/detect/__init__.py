"""Pure text detectors: positions in, nothing out but positions. Shared by bodies, front matter, attachments and output."""
