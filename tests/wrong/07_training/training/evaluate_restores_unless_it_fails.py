# The modes are restored after the loop, not when an error ends it | restores_after_an_error
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


@torch.no_grad()
def evaluate(model, loader, loss_fn, device="cpu"):
    before = {m: m.training for m in model.modules()}
    model.eval()
    loss_sum, hits, seen = 0.0, 0, 0
    for images, labels in loader:
        images, labels = images.to(device), labels.to(device)
        outputs = model(images)
        loss_sum += loss_fn(outputs, labels).item() * labels.size(0)
        hits += int((outputs.max(1).indices == labels).sum())
        seen += labels.size(0)
    for m, mode in before.items():
        m.training = mode
    if not seen:
        raise ValueError("nothing to evaluate")
    return loss_sum / seen, hits / seen


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
