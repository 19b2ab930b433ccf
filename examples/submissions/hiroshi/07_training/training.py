import torch as th
import torch.nn.functional as F


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    s = n = 0
    for x, y in loader:
        x, y = x.to(device), y.to(device)
        optimizer.zero_grad()
        l = loss_fn(model(x), y)
        l.backward()
        optimizer.step()
        s += l.item() * len(x)
        n += len(x)
    if n == 0:
        raise ValueError("loader is empty")
    return s / n


def evaluate(model, loader, loss_fn, device="cpu"):
    mods = list(model.modules())
    before = [m.training for m in mods]
    model.eval()
    try:
        s = ok = n = 0
        with th.no_grad():
            for x, y in loader:
                x, y = x.to(device), y.to(device)
                z = model(x)
                s += loss_fn(z, y).item() * len(x)
                ok += (z.argmax(1) == y).sum().item()
                n += len(x)
    finally:
        for m, b in zip(mods, before):
            m.training = b
    if n == 0:
        raise ValueError("loader is empty")
    return s / n, ok / n


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model.to(device)
    opt = th.optim.AdamW(model.parameters(), lr)
    hist = []
    while len(hist) < epochs:
        d = {"epoch": len(hist) + 1}
        d["train_loss"] = train_epoch(model, train_loader, F.cross_entropy, opt, device)
        d["test_loss"], d["test_accuracy"] = evaluate(model, test_loader, F.cross_entropy, device)
        hist.append(d)
    return hist
