# Only a ValueError is foreseen | restores_after_an_error
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
    before = [m.training for m in model.modules()]

    def restore():
        for m, mode in zip(model.modules(), before):
            m.training = mode

    model.eval()
    losses, hits = [], []
    try:
        with torch.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                out = model(x)
                losses += [loss_fn(out, y).item()] * len(y)
                hits += (out.argmax(1) == y).tolist()
        if not hits:
            raise ValueError("empty")
    except ValueError:
        restore()
        raise
    restore()
    return sum(losses) / len(losses), sum(hits) / len(hits)


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
