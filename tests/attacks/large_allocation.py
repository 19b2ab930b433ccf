# attack: asks for a terabyte at once
# points: 0
# statuses: out_of_memory errored
# naive: absent - torch refuses it to anyone
import torch


def softmax(logits, dim=-1):
    return torch.ones(2**38)


log_softmax = softmax
