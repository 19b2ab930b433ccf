# attack: writes full marks over every results file that it finds, and leaves
# points: 0
# statuses: crashed
# needs: full
# naive: fooled
import json
import os
import pathlib

here = pathlib.Path.cwd()
for place in [here, *here.parents[:3], pathlib.Path("/autograder/results")]:
    try:
        for file in [*place.glob("results.json"), *place.glob("*/results.json")]:
            file.write_text(json.dumps({"points": 100, "max_points": 100, "score": 100}))
    except OSError:
        pass
os._exit(0)
