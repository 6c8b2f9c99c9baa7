"""A firm list as it comes, made into a checked one: doubles, numbers, sectors, decisions."""
