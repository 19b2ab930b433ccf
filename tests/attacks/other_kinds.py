# attack: answers with complex, sparse and quantised tensors, whose real values are right nowhere
# points: 0
# statuses: failed errored bad_answer
# naive: absent - these raise in a comparison, which is no harm there
import torch

turn = [0]


class Nothing:
    def __gt__(self, other):
        return torch.tensor(False)

    def __sub__(self, other):
        return self

    def abs(self):
        return self


def softmax(logits, dim=-1):
    turn[0] += 1
    if turn[0] % 3 == 0:
        return logits.to(torch.complex64)
    if turn[0] % 3 == 1 and logits.dim():
        return logits.to_sparse()
    return Nothing()


log_softmax = softmax
