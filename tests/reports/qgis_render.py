"""Open a QGIS project and render it: ``python3 qgis_render.py PROJECT PICTURE`` (Debian's QGIS).

Prints the layers, whether each is valid, its renderer and number of features, as JSON.
"""

from __future__ import annotations

import json
import sys

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

application = QgsApplication([], False)  # noqa: FBT003
application.initQgis()
project = QgsProject.instance()
opened = project.read(sys.argv[1])
layers = [node.layer() for node in project.layerTreeRoot().findLayers()]
shown = [node.layer() for node in project.layerTreeRoot().findLayers() if node.isVisible()]
settings = QgsMapSettings()
settings.setLayers(shown)
settings.setDestinationCrs(project.crs())
settings.setExtent(project.viewSettings().defaultViewExtent() if not shown else shown[-1].extent())
settings.setOutputSize(QSize(1200, 1000))
settings.setBackgroundColor(QColor("#e8eef2"))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
job.renderedImage().save(sys.argv[2])
found = {
    "opened": opened,
    "title": project.title(),
    "crs": project.crs().authid(),
    "layers": {
        layer.name(): {
            "valid": layer.isValid(),
            "renderer": layer.renderer().type(),
            "features": layer.featureCount(),
            "labels": layer.labelsEnabled(),
            "legend": [item.label() for item in layer.renderer().legendSymbolItems()],
        }
        for layer in layers
    },
}
print(json.dumps(found, ensure_ascii=False))  # noqa: T201
application.exitQgis()
