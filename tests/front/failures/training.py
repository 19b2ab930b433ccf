# 07_training/training clears_stale_gradients
def train_epoch(model, loader, loss_fn, optimizer, device="cpu"):
    model.train()
    total = 0.0
    for inputs, targets in loader:
        loss = loss_fn(model(inputs.to(device)), targets.to(device))
        loss.backward()
        optimizer.step()
        total += loss.item() * len(targets)
    return total / len(loader.dataset)
