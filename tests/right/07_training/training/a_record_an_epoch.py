# A dataclass an epoch, itertools.count, a match statement and an ExitStack
import dataclasses
import itertools
from contextlib import ExitStack

import torch


@dataclasses.dataclass
class Epoch:
    epoch: int
    train_loss: float
    test_loss: float
    test_accuracy: float


@dataclasses.dataclass
class Meter:
    examples: int = 0
    loss: float = 0.0
    right: int = 0

    def __iadd__(self, other):
        loss, right, examples = other
        self.loss += loss * examples
        self.right += right
        self.examples += examples
        return self

    def mean(self):
        match self.examples:
            case 0:
                raise ValueError("an empty loader has no mean")
            case n:
                return self.loss / n, self.right / n


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    meter, batches = Meter(), iter(loader)
    while True:
        try:
            inputs, targets = next(batches)
        except StopIteration:
            break
        targets = targets.to(torch.device(device))
        with torch.enable_grad():
            loss = loss_fn(model(inputs.to(torch.device(device))), targets)
        for group in optimizer.param_groups:
            for param in group["params"]:
                if param.grad is not None:
                    param.grad.zero_()
        torch.autograd.backward(loss)
        optimizer.step()
        meter += loss.item(), 0, targets.shape[0]
    return meter.mean()[0]


def evaluate(model, loader, loss_fn, device="cpu"):
    meter = Meter()
    with ExitStack() as stack:
        for module in model.modules():
            stack.callback(setattr, module, "training", module.training)
        model.eval()
        stack.enter_context(torch.inference_mode())
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            logits = model(inputs)
            _, predicted = logits.max(dim=1)
            meter += float(loss_fn(logits, targets)), int((predicted == targets).sum()), len(targets)
    return meter.mean()


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    loss_fn, history = torch.nn.functional.cross_entropy, []
    for number in itertools.count(1):
        if number > epochs:
            return history
        loss = train_epoch(model, train_loader, loss_fn, optimizer, device)
        record = Epoch(number, loss, *evaluate(model, test_loader, loss_fn, device))
        history.append(dataclasses.asdict(record))
