"""What happened around an anchor plant, and what happened elsewhere."""
