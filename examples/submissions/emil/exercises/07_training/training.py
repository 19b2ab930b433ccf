import torch
import torch.nn as nn


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    total = 0
    n = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)
        outputs = model(inputs)
        loss = loss_fn(outputs, targets)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(inputs)
        n += len(inputs)
    if n == 0:
        raise ValueError("empty loader")
    return total / n


def evaluate(model, loader, loss_fn, device="cpu"):
    modes = []
    for m in model.modules():
        modes.append(m.training)
    model.eval()
    total = 0
    right = 0
    n = 0
    try:
        with torch.no_grad():
            for inputs, targets in loader:
                inputs = inputs.to(device)
                targets = targets.to(device)
                outputs = model(inputs)
                total += loss_fn(outputs, targets).item() * len(inputs)
                for out, t in zip(outputs, targets):
                    if out.argmax() == t:
                        right += 1
                n += len(inputs)
    finally:
        for m, mode in zip(model.modules(), modes):
            m.training = mode
    if n == 0:
        raise ValueError("empty loader")
    return total / n, right / n


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model.to(device)
    loss_fn = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    history = []
    for epoch in range(1, epochs + 1):
        train_loss = train_epoch(model, train_loader, loss_fn, optimizer, device)
        test_loss, test_accuracy = evaluate(model, test_loader, loss_fn, device)
        print("epoch", epoch, "train loss", train_loss, "test accuracy", test_accuracy)
        history.append({"epoch": epoch, "train_loss": train_loss,
                        "test_loss": test_loss, "test_accuracy": test_accuracy})
    return history
