# calls its arguments net, dataloader, criterion, opt and so on | trains_on_the_device, measures_on_the_device, fits_on_the_device
"""A training loop fits a model batch by batch and measures it on data that it has not seen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader


def train_epoch(
    net: nn.Module,
    dataloader: DataLoader[tuple[Tensor, Tensor]],
    criterion: Callable[[Tensor, Tensor], Tensor],
    opt: torch.optim.Optimizer,
    device: torch.device | str = "cpu",
) -> float:
    """Train the net for one pass over the dataloader, and return the mean loss per example."""
    net.train()
    total_loss, examples = 0.0, 0
    for inputs, targets in dataloader:
        inputs, targets = inputs.to(device), targets.to(device)
        opt.zero_grad()
        loss = criterion(net(inputs), targets)
        loss.backward()
        opt.step()
        total_loss += loss.item() * len(targets)
        examples += len(targets)
    if examples == 0:
        raise ValueError("dataloader must yield at least one batch, got none")
    return total_loss / examples


def evaluate(
    net: nn.Module,
    dataloader: DataLoader[tuple[Tensor, Tensor]],
    criterion: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str = "cpu",
) -> tuple[float, float]:
    """Measure the net on the dataloader: mean loss per example, and accuracy."""
    total_loss, correct, examples = 0.0, 0, 0
    with _eval_mode(net), torch.no_grad():
        for inputs, targets in dataloader:
            inputs, targets = inputs.to(device), targets.to(device)
            logits = net(inputs)
            total_loss += criterion(logits, targets).item() * len(targets)
            correct += int((logits.argmax(dim=1) == targets).sum())
            examples += len(targets)
    if examples == 0:
        raise ValueError("dataloader must yield at least one batch, got none")
    return total_loss / examples, correct / examples


def fit(
    model: nn.Module,
    train_batches: DataLoader[tuple[Tensor, Tensor]],
    test_batches: DataLoader[tuple[Tensor, Tensor]],
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
        train_loss = train_epoch(model, train_batches, F.cross_entropy, optimizer, device)
        test_loss, test_accuracy = evaluate(model, test_batches, F.cross_entropy, device)
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
