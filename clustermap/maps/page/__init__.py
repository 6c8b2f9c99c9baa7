"""The map page: one HTML file that asks no host for anything."""
