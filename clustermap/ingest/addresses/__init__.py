"""Addresses to points, without a network."""
