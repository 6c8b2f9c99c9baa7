"""Who is whose neighbor: contiguity, links over the sea, distance, nearest neighbors."""
