# attack: has faulthandler's watchdog thread end the process
# points: 0
# statuses: crashed
# naive: crashed
import faulthandler
import time


def softmax(logits, dim=-1):
    faulthandler.dump_traceback_later(0.05, exit=True)
    time.sleep(0.5)


log_softmax = softmax
