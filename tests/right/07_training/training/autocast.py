# As for a GPU: autocast, which is enabled on one only, and a scaler of the loss that may be off
import torch
import torch.nn.functional as F


def on_a_gpu(device):
    return torch.device(device).type == "cuda"


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    device = torch.device(device)
    scaler = torch.amp.GradScaler(device.type, enabled=on_a_gpu(device))
    model.train()
    losses, count = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast(device_type=device.type, enabled=on_a_gpu(device)):
            loss = loss_fn(model(inputs), targets)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()
        losses += loss.item() * len(inputs)
        count += len(inputs)
    if not count:
        raise ValueError("there is no batch")
    return losses / count


@torch.no_grad()
def evaluate(model, loader, loss_fn, device="cpu"):
    device = torch.device(device)
    modes = [module.training for module in model.modules()]
    losses, hits, count = 0.0, 0, 0
    model.eval()
    try:
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            with torch.amp.autocast(device.type, dtype=torch.bfloat16, enabled=on_a_gpu(device)):
                outputs = model(inputs)
                loss = loss_fn(outputs, targets)
            losses += loss.item() * len(inputs)
            hits += (outputs.argmax(1) == targets).sum().item()
            count += len(inputs)
    finally:
        for module, mode in zip(model.modules(), modes):
            module.training = mode
    if not count:
        raise ValueError("there is no batch")
    return losses / count, hits / count


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr)
    history = []
    for epoch in range(1, epochs + 1):
        train_loss = train_epoch(model, train_loader, F.cross_entropy, optimizer, device)
        test_loss, accuracy = evaluate(model, test_loader, F.cross_entropy, device)
        history.append({"epoch": epoch, "train_loss": train_loss, "test_loss": test_loss,
                        "test_accuracy": accuracy})  # fmt: skip
    return history
