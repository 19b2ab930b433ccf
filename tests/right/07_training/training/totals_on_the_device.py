# Totals are tensors on the device, read once at the end
import torch


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    if len(loader) == 0:
        raise ValueError("empty loader")
    for module in model.modules():
        module.train()
    total = torch.zeros((), device=device, dtype=torch.float64)
    count = torch.tensor(0, device=device)
    for inputs, targets in loader:
        inputs = inputs.to(device, non_blocking=True)
        targets = targets.to(device, non_blocking=True)
        for p in model.parameters():
            p.grad = None
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.detach() * inputs.shape[0]
        count += inputs.shape[0]
    return (total / count).item()


@torch.inference_mode()
def _measure(model, loader, loss_fn, device):
    loss = torch.zeros(1, device=device, dtype=torch.float64)
    correct = torch.zeros(1, device=device, dtype=torch.int64)
    seen = 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        logits = model(inputs)
        loss += loss_fn(logits, targets) * targets.numel()
        correct += torch.eq(logits.argmax(-1), targets).sum()
        seen += targets.numel()
    return (loss / seen).item(), correct.item() / seen


def evaluate(model, loader, loss_fn, device="cpu"):
    if len(loader) == 0:
        raise ValueError("empty loader")
    training = [m for m in model.modules() if m.training]
    model.eval()
    try:
        return _measure(model, loader, loss_fn, device)
    finally:
        for m in training:
            m.training = True


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    if not len(train_loader) or not len(test_loader):
        raise ValueError("empty loader")
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    model.to(device)
    history = []
    while len(history) < epochs:
        entry = {"epoch": len(history) + 1}
        entry["train_loss"] = train_epoch(
            model, train_loader, torch.nn.functional.cross_entropy, optimizer, device
        )
        entry["test_loss"], entry["test_accuracy"] = evaluate(
            model, test_loader, torch.nn.functional.cross_entropy, device
        )
        history.append(entry)
    return history
