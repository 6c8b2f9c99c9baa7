"""Which industries go together, how complex areas are, and whether that foretells anything."""
