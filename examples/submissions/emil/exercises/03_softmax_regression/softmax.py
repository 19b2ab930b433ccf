from torch import Tensor


def softmax(logits: Tensor, dim: int = -1) -> Tensor:
    biggest = logits.max(dim, keepdim=True)[0]
    # print("biggest", biggest)
    e = (logits - biggest).exp()
    s = e.sum(dim).unsqueeze(dim)
    # print("sum", s)
    return e / s


def log_softmax(logits: Tensor, dim: int = -1) -> Tensor:
    biggest = logits.max(dim, keepdim=True)[0]
    rest = logits - biggest
    return rest - rest.exp().sum(dim).log().unsqueeze(dim)
