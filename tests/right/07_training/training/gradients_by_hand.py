# autograd.grad and assigned gradients; an iterator that is advanced by hand
import torch
import torch.nn.functional as F


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    params = [p for p in model.parameters() if p.requires_grad]
    mean, n = 0.0, 0
    batches = iter(loader)
    while (batch := next(batches, None)) is not None:
        x, y = batch[0].to(device), batch[1].to(device)
        loss = loss_fn(model(x), y)
        for p, g in zip(params, torch.autograd.grad(loss, params)):
            p.grad = g
        optimizer.step()
        n += len(x)
        mean += (loss.item() - mean) * len(x) / n
    if n == 0:
        raise ValueError("no batches")
    return mean


def evaluate(model, loader, loss_fn, device="cpu"):
    state = {name: module.training for name, module in model.named_modules()}
    outputs, targets, losses = [], [], []
    previous = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    model.eval()
    try:
        for x, y in loader:
            outputs.append(model(x.to(device)).cpu())
            targets.append(y)
            losses.append(loss_fn(outputs[-1], y).item() * len(y))
    finally:
        torch.set_grad_enabled(previous)
        for name, module in model.named_modules():
            module.training = state[name]
    if not outputs:
        raise ValueError("no batches")
    outputs, targets = torch.cat(outputs), torch.cat(targets)
    right = (outputs.numpy().argmax(1) == targets.numpy()).mean()
    return sum(losses) / len(targets), float(right)


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    model.to(device)
    opt = torch.optim.AdamW([p for p in model.parameters()], lr=lr, weight_decay=0.01)

    def epoch(k):
        train_loss = train_epoch(model, train_loader, F.cross_entropy, opt, device)
        loss, acc = evaluate(model, test_loader, F.cross_entropy, device)
        return dict(test_accuracy=acc, test_loss=loss, train_loss=train_loss, epoch=k + 1)

    return list(map(epoch, range(epochs)))
