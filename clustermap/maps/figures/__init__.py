"""Static maps, drawn by matplotlib without a browser: PNG, SVG, PDF."""
