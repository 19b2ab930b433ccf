# A loop of its own that never sets a mode | fits_any_model, keeps_a_history
import torch
import torch.nn.functional as F


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    total, n = 0.0, 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
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
    if len(train_loader) == 0 or len(test_loader) == 0:
        raise ValueError("empty loader")
    model = model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        total = count = 0
        for x, y in train_loader:
            x, y = x.to(device), y.to(device)
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
            count += len(y)
        test_loss, test_accuracy = 0.0, 0
        seen = 0
        with torch.no_grad():
            for x, y in test_loader:
                x, y = x.to(device), y.to(device)
                out = model(x)
                test_loss += F.cross_entropy(out, y, reduction="sum").item()
                test_accuracy += (out.argmax(1) == y).sum().item()
                seen += len(y)
        history.append({"epoch": epoch + 1, "train_loss": total / count,
                        "test_loss": test_loss / seen, "test_accuracy": test_accuracy / seen})
    return history
