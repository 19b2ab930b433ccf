# Totals are float32 tensors on the device, whatever the dtype of the model
import torch
import torch.nn.functional as F


def move(batch, device):
    return [part.to(device=device) for part in batch]


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    total = torch.zeros((), device=device)
    count = 0
    model.train()
    for batch in loader:
        inputs, targets = move(batch, device)
        model.zero_grad()
        loss = loss_fn(model(inputs), targets)
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(inputs)
        count += len(inputs)
    if count == 0:
        raise ValueError("no examples")
    return float(total / count)


@torch.no_grad()
def evaluate(model, loader, loss_fn, device="cpu"):
    modes = [(module, module.training) for module in model.modules()]
    sums = torch.zeros(2, device=device)
    count = 0
    try:
        model.eval()
        for batch in loader:
            inputs, targets = move(batch, device)
            outputs = model(inputs)
            accuracy = (outputs.argmax(dim=-1) == targets).float().mean()
            sums += torch.stack([loss_fn(outputs, targets).float(), accuracy]) * len(inputs)
            count += len(inputs)
    finally:
        for module, mode in modes:
            module.train(mode)
    if count == 0:
        raise ValueError("no examples")
    loss, accuracy = (sums / count).tolist()
    return loss, accuracy


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model = model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr, foreach=True)
    history = []
    for _ in range(epochs):
        loss = train_epoch(model, train_loader, F.cross_entropy, optimizer, device)
        test = evaluate(model, test_loader, F.cross_entropy, device)
        history.append(
            {"train_loss": loss, "test_loss": test[0], "test_accuracy": test[1],
             "epoch": len(history) + 1}
        )
    return history
