# attack: leaves through sys.exit(0), which is no Exception, while the file is imported
# points: 0
# statuses: errored
# naive: crashed
import sys

sys.exit(0)
