# One function passes over a loader, with an optimizer or without
import contextlib

import torch
import torch.nn as nn


def run(model, loader, loss_fn, device, optimizer=None):
    losses, sizes, hits = [], [], 0
    for x, y in loader:
        x = torch.as_tensor(x, device=device)
        y = torch.as_tensor(y, device=device)
        with torch.set_grad_enabled(optimizer is not None):
            out = model(x)
            loss = loss_fn(out, y)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        else:
            hits += int(torch.sum(torch.argmax(out, 1).eq(y)))
        losses.append(loss.detach().cpu())
        sizes.append(len(y))
    if not sizes:
        raise ValueError("the loader yields nothing")
    losses, sizes = torch.stack(losses).double(), torch.tensor(sizes).double()
    return float(losses @ sizes / sizes.sum()), hits / int(sizes.sum())


@contextlib.contextmanager
def evaluating(model):
    with contextlib.ExitStack() as stack:
        for module in model.modules():
            stack.callback(setattr, module, "training", module.training)
        model.apply(lambda module: setattr(module, "training", False))
        yield


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    return run(model, loader, loss_fn, device, optimizer)[0]


def evaluate(model, loader, loss_fn, device="cpu"):
    with evaluating(model):
        return run(model, loader, loss_fn, device)


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    loss_fn = nn.CrossEntropyLoss().to(device)
    model = model.to(device)
    optimizer = torch.optim.AdamW([{"params": model.parameters()}], lr=lr)
    history = []
    for e in range(1, epochs + 1):
        train_loss, _ = (train_epoch(model, train_loader, loss_fn, optimizer, device), None)
        test_loss, accuracy = evaluate(model, test_loader, loss_fn, device)
        history.append(
            {"epoch": e, "train_loss": train_loss, "test_loss": test_loss,
             "test_accuracy": accuracy}
        )
    return history
