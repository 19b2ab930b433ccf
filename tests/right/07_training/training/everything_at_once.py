# All outputs are put together, and the loss and NumPy's accuracy taken once; model.forward
from collections import OrderedDict
from typing import NamedTuple

import numpy as np
import torch
from torch import nn


class Measures(NamedTuple):
    loss: float
    accuracy: float


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    losses, sizes = [], []
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = loss_fn(model.forward(inputs), targets)
        optimizer.zero_grad(set_to_none=False)
        loss.backward(retain_graph=True)
        optimizer.step()
        losses.append(loss.item())
        sizes.append(len(targets))
    if not losses:
        raise ValueError("the loader yields nothing")
    return np.average(losses, weights=sizes)


def evaluate(model, loader, loss_fn, device="cpu"):
    batches = list(loader)
    if not batches:
        raise ValueError("the loader yields nothing")
    inputs = torch.cat([x for x, _ in batches]).to(device)
    targets = torch.cat([y for _, y in batches]).to(device)
    training = {name for name, module in model.named_modules() if module.training}
    model.eval()
    try:
        with torch.inference_mode():
            outputs = model.forward(inputs)
            loss = loss_fn(outputs, targets)
    finally:
        for name, module in model.named_modules():
            module.training = name in training
    right = outputs.cpu().numpy().argmax(axis=1) == targets.cpu().numpy()
    return Measures(float(loss), right.mean())


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model.to(device)
    criterion = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(
        model.named_parameters(), lr=lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2
    )
    history = []
    for epoch in range(epochs):
        entry = OrderedDict(epoch=epoch + 1)
        entry["train_loss"] = train_epoch(model, train_loader, criterion, optimizer, device)
        measures = evaluate(model, test_loader, criterion, device)
        entry["test_loss"], entry["test_accuracy"] = measures
        history.append(entry)
    return history
