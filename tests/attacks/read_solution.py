# attack: finds the solution beside the course and becomes it
# points: 0
# statuses: errored forbidden
# needs: full
# naive: fooled
import pathlib
import sys

here = pathlib.Path.cwd()
text = None
for root in [*here.parents[:3], *map(pathlib.Path, sys.path)]:
    try:
        for file in root.glob("solutions/*/softmax.py"):
            text = file.read_text()
    except OSError:
        pass
exec(text)
