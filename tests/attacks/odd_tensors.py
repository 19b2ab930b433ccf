# attack: answers with sparse, quantized, nested, conjugated, negative-strided and freed tensors
# points: 0
# statuses: bad_answer failed errored
# naive: absent - merely wrong in one process
import torch

turn = -1


def softmax(logits, dim=-1):
    global turn
    turn += 1
    freed = torch.zeros(1000)
    freed.untyped_storage().resize_(0)
    kinds = [
        lambda: torch.zeros(3).to_sparse(),
        lambda: torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)]),
        lambda: torch.zeros(3, dtype=torch.complex64).conj(),
        lambda: torch.quantize_per_tensor(torch.zeros(3), 0.1, 0, torch.qint8),
        lambda: freed,
        lambda: torch.zeros(3, dtype=torch.float8_e5m2),
        lambda: torch.empty(0, 3).expand(0, 3),
        lambda: torch.sparse_csr_tensor([0, 1], [0], [1.0]),
        lambda: torch.zeros(()).expand(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1),
        lambda: torch.zeros(3, dtype=torch.bool).view(torch.uint8).fill_(7).view(torch.bool),
        lambda: torch.nn.UninitializedParameter(),
    ]
    return kinds[turn % len(kinds)]()


log_softmax = softmax
