# attack: answers with one number expanded to as large a tensor as is let through, in many entries
# points: 0
# statuses: bad_answer failed errored
# naive: absent - nothing that is compared at once
import torch


def softmax(logits, dim=-1):
    return [torch.zeros(1, dtype=torch.float64).expand(2**27) for _ in range(1000)]


log_softmax = softmax
