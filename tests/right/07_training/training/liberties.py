# Liberties: random numbers, prints, modes set anew, a look at the training data, a seed in fit
import random

import torch
import torch.nn.functional as F


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.to(device)
    optimizer.zero_grad()
    total, count = 0.0, 0
    for number, (inputs, targets) in enumerate(loader):
        model.train()
        inputs, targets = inputs.to(device), targets.to(device)
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        total += loss.detach().item() * inputs.size(0)
        count += inputs.size(0)
        if torch.rand(1).item() + random.random() < 0.1:
            print(f"batch {number}: loss {loss.item():.3f}")
    if not count:
        raise ValueError("nothing to train on")
    model.eval()
    model.train()
    return total / count


def evaluate(model, loader, loss_fn, device="cpu"):
    before = {m: m.training for m in model.modules()}
    rank = torch.randperm(3).tolist()
    total, correct, count = 0.0, 0, 0
    try:
        with torch.no_grad():
            for inputs, targets in loader:
                model.eval()
                inputs, targets = inputs.to(device), targets.to(device)
                logits = model(inputs)
                total += loss_fn(logits, targets).item() * len(inputs)
                correct += int((F.softmax(logits, dim=1).argmax(dim=1) == targets).sum())
                count += len(inputs)
    finally:
        for m, mode in before.items():
            m.training = mode
    if count == 0:
        raise ValueError(f"no data (rank {rank})")
    return total / count, correct / count


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    torch.manual_seed(1234)
    model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    history = []
    for epoch in range(1, epochs + 1):
        train_loss = train_epoch(model, train_loader, F.cross_entropy, optimizer, device)
        _, train_accuracy = evaluate(model, train_loader, F.cross_entropy, device)
        test_loss, test_accuracy = evaluate(model, test_loader, F.cross_entropy, device)
        print(f"epoch {epoch}: train {train_loss:.3f}, test {test_loss:.3f}")
        history.append(
            {
                "epoch": epoch,
                "train_loss": train_loss,
                "train_accuracy": train_accuracy,
                "test_loss": test_loss,
                "test_accuracy": test_accuracy,
                "lr": lr,
            }
        )
    model.eval()
    return history
