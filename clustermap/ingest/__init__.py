"""User-supplied tables and vector files, read with all cells checked, nothing lost silently."""
