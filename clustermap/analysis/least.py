"""How much a number has to rest on."""

#: Under this many sites or establishments in an area a quotient is noise and is marked so.
FEW = 3
