# prints losses with four digits, and gathers them in tensors and in NumPy arrays
import numpy as np
import torch
import torch.nn.functional as F


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    losses, sizes = [], []
    for number, (inputs, targets) in enumerate(loader):
        inputs, targets = inputs.to(device), targets.to(device)
        optimizer.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        print(f"batch {number}: {loss:.4f}, {loss.item():.4f}")
        losses.append(loss.detach())
        sizes.append(targets.new_tensor(len(targets)))
    if not losses:
        raise ValueError("the loader yields nothing")
    losses, sizes = torch.tensor(losses, dtype=torch.float64), torch.tensor(sizes)
    return ((losses * sizes).sum() / sizes.sum()).item()


def evaluate(model, loader, loss_fn, device="cpu"):
    modes = {module: module.training for module in model.modules()}
    model.eval()
    losses, right = [], []
    try:
        with torch.inference_mode():
            for inputs, targets in loader:
                inputs, targets = inputs.to(device), targets.to(device)
                logits = model(inputs)
                loss = loss_fn(logits, targets)
                print("test {:.4f}".format(loss))
                losses += [loss.numpy(force=True)] * len(targets)
                right += (logits.argmax(1) == targets).numpy(force=True).tolist()
    finally:
        for module, mode in modes.items():
            module.training = mode
    if not right:
        raise ValueError("the loader yields nothing")
    return float(np.mean(losses, dtype=np.float64)), float(np.mean(right))


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    history = []
    for epoch in range(epochs):
        train_loss = train_epoch(model, train_loader, F.cross_entropy, optimizer, device)
        test_loss, test_accuracy = evaluate(model, test_loader, F.cross_entropy, device)
        history.append(dict(epoch=epoch + 1, train_loss=train_loss, test_loss=test_loss,
                            test_accuracy=test_accuracy))  # fmt: skip
    return history
