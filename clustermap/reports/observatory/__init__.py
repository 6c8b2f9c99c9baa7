"""The published site: a page for every place, sector, zone, program and site, from one template.

``site`` makes it, ``known`` holds what all pages share, a module for each kind of page builds its
parts (``parts``), ``writing`` fills the template, ``folder`` puts the files in place.
"""
