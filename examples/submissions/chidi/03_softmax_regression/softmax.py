"""Exercise 3.1, Chidi"""

import torch


def softmax(logits: torch.Tensor, dim: int = -1) -> torch.Tensor:
    numerator = torch.exp(logits)
    denominator = torch.sum(numerator, dim=dim, keepdim=True)
    # print(numerator.shape, denominator.shape)
    return numerator / denominator


def log_softmax(logits: torch.Tensor, dim: int = -1) -> torch.Tensor:
    # no need to repeat myself
    return torch.log(softmax(logits, dim))


if __name__ == "__main__":
    scores = torch.tensor([[1.0, 2.0, 3.0], [0.0, 0.0, 0.0]])
    print(softmax(scores))  # 0.0900 0.2447 0.6652 as in the book
    print(log_softmax(scores))
