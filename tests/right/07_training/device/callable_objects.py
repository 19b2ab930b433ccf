# Classes with __call__ stand for the functions; each tensor is moved where it is found
import copy

import torch


class Picker:
    def __call__(self, preferred=None):
        if preferred is None:
            order = [("cuda", torch.cuda.is_available()), ("mps", torch.backends.mps.is_available())]
            return torch.device(dict([("cpu", True), *order[::-1]]) and self.first(order))
        if preferred in ("cpu", "meta"):
            return torch.device(preferred)
        if preferred == "mps" and torch.backends.mps.is_available():
            return torch.device(preferred)
        if preferred.startswith("cuda") and torch.cuda.is_available():
            allowed = {"cuda"} | {f"cuda:{n}" for n in range(torch.cuda.device_count())}
            if preferred in allowed:
                return torch.device(preferred)
        raise ValueError(preferred)

    @staticmethod
    def first(order):
        return next((name for name, there in order if there), "cpu")


class Mover:
    def __call__(self, obj, device):
        if isinstance(obj, (torch.Tensor, torch.nn.Module)):
            return obj.to(device)
        if isinstance(obj, dict):
            twin = copy.copy(obj)
            for key, value in list(twin.items()):
                twin[key] = self(value, device)
            return twin
        if isinstance(obj, list):
            twin = obj.copy()
            twin[:] = (self(value, device) for value in obj)
            return twin
        if isinstance(obj, tuple):
            moved = tuple(self(value, device) for value in obj)
            return tuple.__new__(type(obj), moved)
        return obj


class Asker:
    def __call__(self, model):
        devices = []
        for module in model.modules():
            for tensor in [*module.parameters(False), *module.buffers(False)]:
                devices += [tensor.device] if tensor.device not in devices else []
        if not devices:
            return torch.zeros(()).device
        (only, *others) = devices
        if others:
            raise ValueError("several devices: " + ", ".join(map(str, devices)))
        return only


pick_device, to_device, device_of = Picker(), Mover(), Asker()
