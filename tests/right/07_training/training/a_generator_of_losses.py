# One generator yields the losses, and weights are frozen for a measurement and thawed after it
import torch
from torch import nn


class Passes:
    def __init__(self, model, loss_fn, device):
        self.model, self.loss_fn, self.device = model, loss_fn, device

    def __call__(self, loader):
        found = False
        for inputs, targets in loader:
            found = True
            inputs = inputs.to(self.device)
            targets = targets.to(self.device)
            outputs = self.model(inputs)
            yield outputs, targets, self.loss_fn(outputs, targets)
        if not found:
            raise ValueError("the loader is empty")


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    for module in model.modules():
        module.training = True
    seen, mean = 0, 0.0
    for _, targets, loss in Passes(model, loss_fn, device)(loader):
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        seen += len(targets)
        mean += (loss.item() - mean) * len(targets) / seen
    return mean


def evaluate(model, loader, loss_fn, device="cpu"):
    modes = {id(module): module.training for module in model.modules()}
    frozen = [(param, param.requires_grad) for param in model.parameters()]
    try:
        model.requires_grad_(False).eval()
        rows = [
            (loss.item(), (outputs.sort(dim=1).indices[:, -1] == targets).cpu())
            for outputs, targets, loss in Passes(model, loss_fn, device)(loader)
        ]
    finally:
        for param, required in frozen:
            param.requires_grad_(required)
        for module in model.modules():
            module.training = modes[id(module)]
    hits = torch.cat([hit for _, hit in rows])
    return sum(loss * len(hit) for loss, hit in rows) / len(hits), hits.double().mean().item()


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    optimizer, loss_fn = torch.optim.AdamW(model.to(device).parameters(), lr), nn.CrossEntropyLoss()
    history = [{} for _ in range(epochs)]
    for number, entry in enumerate(history, start=1):
        entry["epoch"] = number
        entry["train_loss"] = train_epoch(model, train_loader, loss_fn, optimizer, device)
        entry["test_loss"], entry["test_accuracy"] = evaluate(model, test_loader, loss_fn, device)
    return history
