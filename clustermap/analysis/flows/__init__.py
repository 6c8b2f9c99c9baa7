"""Flows between areas: who sends how many to whom."""
