import torch
import torch.nn as nn


class Average:
    """A mean over examples that grows batch by batch."""

    def __init__(self):
        self.total = 0.0
        self.count = 0

    def add(self, mean, count):
        self.total += mean * count
        self.count += count

    def value(self):
        if self.count == 0:
            raise ValueError("the loader has no batches")
        return self.total / self.count


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    average_loss = Average()
    model.train()
    for inputs, targets in loader:
        inputs, targets = inputs.to(device), targets.to(device)
        loss = loss_fn(model(inputs), targets)
        model.zero_grad()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        average_loss.add(loss.item(), len(targets))
    return average_loss.value()


@torch.no_grad()
def evaluate(model, loader, loss_fn, device="cpu"):
    average_loss = Average()
    average_accuracy = Average()
    training_before = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        for inputs, targets in loader:
            inputs, targets = inputs.to(device), targets.to(device)
            logits = model(inputs)
            average_loss.add(loss_fn(logits, targets).item(), len(targets))
            correct = (logits.argmax(1) == targets).double()
            average_accuracy.add(correct.mean().item(), len(targets))
    finally:
        for module, training in training_before:
            module.training = training
    return average_loss.value(), average_accuracy.value()


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model = model.to(device)
    cross_entropy = nn.CrossEntropyLoss()
    optimizer = torch.optim.AdamW(params=model.parameters(), lr=lr)
    log = []
    epoch = 1
    while epoch <= epochs:
        train_loss = train_epoch(model, train_loader, cross_entropy, optimizer, device)
        test_loss, test_accuracy = evaluate(model, test_loader, cross_entropy, device)
        log.append(
            {
                "epoch": epoch,
                "train_loss": train_loss,
                "test_loss": test_loss,
                "test_accuracy": test_accuracy,
            }
        )
        epoch += 1
    return log
