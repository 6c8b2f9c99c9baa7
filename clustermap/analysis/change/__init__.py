"""How areas changed between two years: shift-share and its parts."""
