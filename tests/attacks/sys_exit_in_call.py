# attack: leaves through sys.exit(0), which is no Exception, in a call
# points: 0
# statuses: errored
# naive: crashed
import sys


def softmax(logits, dim=-1):
    sys.exit(0)


log_softmax = softmax
