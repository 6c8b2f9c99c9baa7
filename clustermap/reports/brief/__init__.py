"""The brief: one page on a place, a sector, a site or the nation, led by a finding."""
