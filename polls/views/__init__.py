"""Pages of organisers: plain forms that work without scripts."""
