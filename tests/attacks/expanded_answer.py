# attack: answers with one number expanded to a tensor of terabytes
# points: 0
# statuses: bad_answer failed errored
# naive: absent - torch itself refuses to compare it
import torch


def softmax(logits, dim=-1):
    return torch.zeros(1).expand(2**20, 2**20)


log_softmax = softmax
