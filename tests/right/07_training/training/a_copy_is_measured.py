# evaluate works on a deep copy of the model, so that nothing is to be restored
from copy import deepcopy

import torch
import torch.nn.functional as F


class Average:
    def __init__(self):
        self.total, self.count = 0.0, 0

    def add(self, value, count):
        self.total += value * count
        self.count += count

    @property
    def value(self):
        if self.count == 0:
            raise ValueError("an average of nothing: the loader is empty")
        return self.total / self.count


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    loss = Average()
    for x, y in loader:
        loss.add(_step(model, x.to(device), y.to(device), loss_fn, optimizer), y.size(0))
    return loss.value


def _step(model, x, y, loss_fn, optimizer):
    optimizer.zero_grad(set_to_none=False)
    value = loss_fn(model(x), y)
    value.backward()
    optimizer.step()
    return value.item()


def evaluate(model, loader, loss_fn, device="cpu"):
    model = deepcopy(model).eval().requires_grad_(False)
    loss, accuracy = Average(), Average()
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        logits = model(x)
        loss.add(float(loss_fn(logits, y)), len(y))
        accuracy.add((logits.topk(1).indices[:, 0] == y).double().mean().item(), len(y))
    return loss.value, accuracy.value


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model.to(torch.device(device))
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        history += [{"epoch": epoch + 1}]
        history[-1]["train_loss"] = train_epoch(
            model, train_loader, F.cross_entropy, optimizer, device
        )
        test = evaluate(model, test_loader, F.cross_entropy, device)
        history[-1].update(test_loss=test[0], test_accuracy=test[1])
    return history
