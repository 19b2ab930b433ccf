"""Exercise 7.1, Chidi"""

import torch
from torch import nn


def train_epoch(model, loader, loss_fn, optimizer, device="cpu") -> float:
    model.train()
    total_loss = 0.0
    number_of_examples = 0
    for inputs, targets in loader:
        inputs = inputs.to(device)
        targets = targets.to(device)

        predictions = model(inputs)
        loss = loss_fn(predictions, targets)

        optimizer.zero_grad()
        loss.backward()
        optimizer.step()

        batch_size = targets.shape[0]
        total_loss = total_loss + loss.item() * batch_size
        number_of_examples = number_of_examples + batch_size
    if number_of_examples == 0:
        raise ValueError("nothing to train on, the loader is empty")
    return total_loss / number_of_examples


@torch.no_grad()
def evaluate(model, loader, loss_fn, device="cpu") -> tuple[float, float]:
    submodules = list(model.modules())
    previous_modes = [submodule.training for submodule in submodules]
    try:
        model.eval()
        total_loss = 0.0
        number_correct = 0
        number_of_examples = 0
        for inputs, targets in loader:
            inputs = inputs.to(device)
            targets = targets.to(device)
            logits = model(inputs)
            batch_size = targets.shape[0]
            total_loss = total_loss + loss_fn(logits, targets).item() * batch_size
            number_correct = number_correct + torch.sum(logits.argmax(dim=1) == targets).item()
            number_of_examples = number_of_examples + batch_size
    finally:
        for submodule, previous_mode in zip(submodules, previous_modes):
            submodule.training = previous_mode
    if number_of_examples == 0:
        raise ValueError("nothing to evaluate on, the loader is empty")
    return total_loss / number_of_examples, number_correct / number_of_examples


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu") -> list[dict]:
    model = model.to(device)
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    results = []
    for epoch in range(1, epochs + 1):
        result = {"epoch": epoch}
        result["train_loss"] = train_epoch(model, train_loader, loss_function, optimizer, device)
        result["test_loss"], result["test_accuracy"] = evaluate(
            model, test_loader, loss_function, device
        )
        results.append(result)
    return results
