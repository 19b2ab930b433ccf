# attack: answers every call with as many bytes as one answer may have
# points: 0
# statuses: bad_answer failed errored out_of_memory timed_out
# naive: absent - the tensors are the runner's memory anyway
import torch


def softmax(logits, dim=-1):
    return torch.zeros(15 * 2**20)


log_softmax = softmax
