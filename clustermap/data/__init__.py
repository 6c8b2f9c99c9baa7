"""Data, read and checked once."""
