# runs the model a second time on each batch, in eval mode | trains_in_training_mode
"""A training loop fits a model batch by batch and measures it on data that it has not seen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader


def train_epoch(
    model: nn.Module,
    loader: DataLoader[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    optimizer: torch.optim.Optimizer,
    device: torch.device | str = "cpu",
) -> float:
    """Train the model for one pass over the loader, and return the mean loss per example."""
    model.train()
    total_loss, examples = 0.0, 0
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        model.eval()
        with torch.no_grad():
            model(inputs)
        model.train()
        total_loss += loss.item() * len(targets)
        examples += len(targets)
    if examples == 0:
        raise ValueError("loader must yield at least one batch, got none")
    return total_loss / examples


def evaluate(
    model: nn.Module,
    loader: DataLoader[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str = "cpu",
) -> tuple[float, float]:
    """Measure the model on the loader: mean loss per example, and accuracy."""
    total_loss, correct, examples = 0.0, 0, 0
    with _eval_mode(model), torch.no_grad():
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            logits = model(inputs)
            total_loss += loss_fn(logits, targets).item() * len(targets)
            correct += int((logits.argmax(dim=1) == targets).sum())
            examples += len(targets)
    if examples == 0:
        raise ValueError("loader must yield at least one batch, got none")
    return total_loss / examples, correct / examples


def fit(
    model: nn.Module,
    train_loader: DataLoader[tuple[Tensor, Tensor]],
    test_loader: DataLoader[tuple[Tensor, Tensor]],
    *,
    epochs: int,
    lr: float,
    device: torch.device | str = "cpu",
) -> list[dict[str, float]]:
    """Train a classifier for some epochs, and return what each of them achieved."""
    model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    history: list[dict[str, float]] = []
    for epoch in range(1, epochs + 1):
        train_loss = train_epoch(model, train_loader, F.cross_entropy, optimizer, device)
        test_loss, test_accuracy = evaluate(model, test_loader, F.cross_entropy, device)
        history.append(
            {
                "epoch": epoch,
                "train_loss": train_loss,
                "test_loss": test_loss,
                "test_accuracy": test_accuracy,
            }
        )
    return history


@contextmanager
def _eval_mode(model: nn.Module) -> Iterator[None]:
    """Eval mode inside the block, every submodule's own mode after it."""
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        yield
    finally:
        # Set one by one, because model.train(mode) would give every submodule the same mode.
        for module, training in modes:
            module.training = training
