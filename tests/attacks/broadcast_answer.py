# attack: answers with one number that claims a shape of 2**60 elements, stride 0
# points: 0
# statuses: bad_answer failed errored out_of_memory
# naive: absent - nobody there reads more of it than its shape
import torch


def softmax(logits, dim=-1):
    return torch.zeros(1).expand(2**30).unsqueeze(0).expand(2**29, 2**30)


log_softmax = softmax
