# attack: imports torch's functions under the names that are asked for
# points: 0
# statuses: forbidden
# naive: fooled text
from torch.nn.functional import log_softmax, softmax
