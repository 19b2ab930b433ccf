# attack: makes the codec answer every question with what a passing worker would say
# points: 0
# statuses: bad_answer failed forbidden
# naive: absent - a runner in one process has no codec
import msgpack
from grader.sandbox import wire

wire.encode = lambda value, capped=False: msgpack.packb([[], msgpack.packb({"value": True})])


def softmax(logits, dim=-1):
    return None


log_softmax = softmax
