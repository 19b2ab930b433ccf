# Each example's share is known beforehand; recursion over the submodules; a loop of fit's own
import torch
import torch.nn.functional as F


def set_mode(module, mode):
    module.training = mode
    for child in module.children():
        set_mode(child, mode)


def modes_of(module):
    return module.training, [modes_of(child) for child in module.children()]


def set_modes(module, modes):
    module.training, inside = modes
    for child, mode in zip(module.children(), inside):
        set_modes(child, mode)


def examples_in(loader):
    if loader.drop_last:
        count = len(loader) * loader.batch_size
    else:
        count = len(loader.sampler)
    if count < 1:
        raise ValueError(f"the loader has {count} examples")
    return count


def step(model, inputs, targets, loss_fn, optimizer):
    inputs.requires_grad_(False)
    output = model(inputs)
    loss = loss_fn(output, targets)
    optimizer.zero_grad()
    loss.backward()
    return optimizer.step() or loss.item()


def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    share = 1 / examples_in(loader)
    set_mode(model, True)
    return sum(
        step(model, x.to(device), y.to(device), loss_fn, optimizer) * len(x) * share
        for x, y in loader
    )


def evaluate(model, loader, loss_fn, device="cpu"):
    share = 1 / examples_in(loader)
    modes, recording = modes_of(model), torch.is_grad_enabled()
    loss = accuracy = 0.0
    try:
        set_mode(model, False)
        torch._C._set_grad_enabled(False)
        for x, y in loader:
            z, y = model(x.to(device)), y.to(device)
            loss += loss_fn(z, y).cpu().item() * len(x) * share
            accuracy += sum(int(a) == int(b) for a, b in zip(z.argmax(1), y)) * share
    finally:
        torch._C._set_grad_enabled(recording)
        set_modes(model, modes)
    return loss, accuracy


def fit(model, train_loader, test_loader, *, epochs, lr, device="cpu"):
    examples = examples_in(train_loader)
    examples_in(test_loader)
    model.to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=lr)
    history = []
    for epoch in range(1, 1 + epochs):
        set_mode(model, True)
        total = 0.0
        for x, y in train_loader:
            total += step(model, x.to(device), y.to(device), F.cross_entropy, optimizer) * len(x)
        loss, accuracy = evaluate(model, test_loader, F.cross_entropy, device)
        history.append(dict(epoch=epoch, train_loss=total / examples, test_loss=loss,
                            test_accuracy=accuracy))
    return history
