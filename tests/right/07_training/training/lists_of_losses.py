# Every example's share is kept in a list, and averaged at the end
import statistics

import torch
from torch import nn


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train(True)
    losses = []
    for batch in loader:
        inputs, targets = (t.to(device) for t in batch)
        loss = loss_fn(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.extend([loss.item()] * len(inputs))
    if not losses:
        raise ValueError(f"loader={loader!r} is empty")
    return statistics.fmean(losses)


def evaluate(model, loader, loss_fn, device="cpu"):
    parts = list(model.modules())
    modes = [part.training for part in parts]
    losses, hits = [], []
    try:
        model.train(False)
        for inputs, targets in loader:
            targets = targets.to(device)
            with torch.no_grad():
                logits = model(inputs.to(device))
                losses.extend([float(loss_fn(logits, targets))] * len(targets))
            hits.extend((logits.max(dim=1)[1] == targets).tolist())
    finally:
        for part, mode in zip(parts, modes):
            part.training = mode
    if len(losses) == 0:
        raise ValueError("loader is empty")
    return statistics.fmean(losses), hits.count(True) / len(hits)


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model = model.to(device)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr)
    keys = ("epoch", "train_loss", "test_loss", "test_accuracy")
    return [
        dict(zip(keys, (
            epoch,
            train_epoch(model, train_loader, loss_fn, optimizer, device),
            *evaluate(model, test_loader, loss_fn, device),
        )))
        for epoch in range(1, 1 + epochs)
    ]
