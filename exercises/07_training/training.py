"""A training loop fits a model batch by batch and measures it on data that it has not seen.

mean loss per example = sum over batches of (batch loss * batch size) / number of examples
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.utils.data import DataLoader


def train_epoch(
    model: nn.Module,
    loader: DataLoader[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    optimizer: torch.optim.Optimizer,
    device: torch.device | str = "cpu",
) -> float:
    """Train the model for one pass over the loader, and return the mean loss per example.

    - model: already on `device`. It is put into training mode, and stays in it. It runs once on
      each batch; no seed is set, so that its dropout differs from epoch to epoch.
    - loader: yields pairs (inputs, targets), which are moved to `device`. It is iterated once.
    - loss_fn: called as loss_fn(outputs, targets); returns the mean loss of the batch.
    - optimizer: makes one step a batch, on the gradients of this batch alone, whatever the
      gradients held before.
    - Returns a float, the mean over the examples that the loader yields: a smaller last batch
      weighs less.
    - ValueError when the loader is empty.
    """
    raise NotImplementedError("train_epoch")


def evaluate(
    model: nn.Module,
    loader: DataLoader[tuple[Tensor, Tensor]],
    loss_fn: Callable[[Tensor, Tensor], Tensor],
    device: torch.device | str = "cpu",
) -> tuple[float, float]:
    """Measure the model on the loader: mean loss per example, and accuracy.

    - model: already on `device`; returns logits (N, C). It runs in eval mode, and no autograd
      graph is built. Afterwards every submodule is in the mode that it was in before, even if an
      error occurred, and weights, buffers and gradients are as before.
    - loader: yields pairs (inputs, targets), which are moved to `device`.
    - loss_fn: called as loss_fn(outputs, targets); returns the mean loss of the batch.
    - Returns two floats, over the examples that the loader yields: the mean loss (a smaller last
      batch weighs less), and the share whose largest logit is the target, from 0.0 to 1.0.
    - ValueError when the loader is empty.
    """
    raise NotImplementedError("evaluate")


def fit(
    model: nn.Module,
    train_loader: DataLoader[tuple[Tensor, Tensor]],
    test_loader: DataLoader[tuple[Tensor, Tensor]],
    *,
    epochs: int,
    lr: float,
    device: torch.device | str = "cpu",
) -> list[dict[str, float]]:
    """Train a classifier for some epochs, and return what each of them achieved.

    - model: returns logits (N, C). It is moved to `device` first.
    - The loss is cross-entropy, the optimizer torch.optim.AdamW with learning rate `lr` and its
      other options at their defaults. One optimizer serves all epochs.
    - Each epoch trains on `train_loader` and then measures the model on `test_loader`.
    - Returns one dict an epoch, in order: "epoch" (an int, from 1), "train_loss" (what train_epoch
      returned), "test_loss" and "test_accuracy" (what evaluate returned).
    - ValueError when a loader is empty.
    """
    raise NotImplementedError("fit")
