"""Interactive and static maps."""
