# 07_training/device picks_the_best
import torch


def to_device(obj, device):
    return obj.to(device)


def device_of(model):
    return torch.device("cpu")
