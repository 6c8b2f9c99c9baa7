"""``python -m clustermap``: the command line."""

from clustermap.cli import main

if __name__ == "__main__":
    main()
