# attack: prints the lines that a grader prints, and leaves
# points: 0
# statuses: crashed
# naive: fooled stdout
import json
import os
import sys

print("24 passed in 0.42s")
print(json.dumps({"points": 100, "max_points": 100}))
print("::set-output name=score::100")
sys.stdout.flush()
os._exit(0)
