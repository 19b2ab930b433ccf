# Targets are cast to int64, although they may be numbers | steps_on_every_batch
import torch
import torch.nn.functional as F


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    total, n = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        y = y.long()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
        n += len(y)
    if n == 0:
        raise ValueError("the loader is empty")
    return total / n


def evaluate(model, loader, loss_fn, device="cpu"):
    modes = [(m, m.training) for m in model.modules()]
    total, correct, n = 0.0, 0, 0
    try:
        model.eval()
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                logits = model(x)
                total += loss_fn(logits, y).item() * len(y)
                correct += (logits.argmax(dim=1) == y).sum().item()
                n += len(y)
    finally:
        for m, mode in modes:
            m.training = mode
    if n == 0:
        raise ValueError("the loader is empty")
    return total / n, correct / n


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    history = []
    for epoch in range(1, epochs + 1):
        train_loss = train_epoch(model, train_loader, F.cross_entropy, optimizer, device)
        test_loss, test_accuracy = evaluate(model, test_loader, F.cross_entropy, device)
        history.append({"epoch": epoch, "train_loss": train_loss,
                        "test_loss": test_loss, "test_accuracy": test_accuracy})
    return history
