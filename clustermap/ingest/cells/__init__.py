"""What a cell means: amounts, dates, coordinates, areas."""
