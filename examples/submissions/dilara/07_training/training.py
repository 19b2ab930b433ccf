# Dilara Y. -- chapter 7
import torch
import torch.nn.functional as F
from torch import Tensor


def train_epoch(model, loader, loss_fn, optimizer, device="cpu") -> float:
    losses: list[float] = []
    model.train()
    for X, y in loader:
        X, y = X.to(device), y.to(device)
        optimizer.zero_grad(set_to_none=True)
        loss = loss_fn(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(float(loss.detach()))
    if not losses:
        raise ValueError("no batches")
    return sum(losses) / len(losses)


def evaluate(model, loader, loss_fn, device="cpu") -> tuple[float, float]:
    was_training = {m: m.training for m in model.modules()}
    model.eval()
    total, hits, N = 0.0, 0, 0
    try:
        with torch.inference_mode():
            for X, y in loader:
                X, y = X.to(device), y.to(device)
                scores: Tensor = model(X)
                total += float(loss_fn(scores, y)) * y.numel()
                hits += int((scores.argmax(1) == y).sum())
                N += y.numel()
    finally:
        for m, mode in was_training.items():
            m.training = mode
    if N == 0:
        raise ValueError("empty sample")
    return total / N, hits / N


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu") -> list[dict[str, float]]:
    model.to(device)
    opt = torch.optim.AdamW(model.parameters(), lr=lr)
    history = []
    for epoch in range(1, epochs + 1):
        train_loss = train_epoch(model, train_loader, F.cross_entropy, opt, device)
        test_loss, test_accuracy = evaluate(model, test_loader, F.cross_entropy, device)
        history.append(dict(
            epoch=epoch, train_loss=train_loss, test_loss=test_loss, test_accuracy=test_accuracy
        ))
    return history
