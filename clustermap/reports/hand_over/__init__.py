"""Files that colleagues go on working with: a QGIS project, tidy data for the web."""
