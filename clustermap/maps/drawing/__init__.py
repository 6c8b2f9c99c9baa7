"""The parts of a static map: fonts, projection, areas, marks, legend, furniture, files."""
