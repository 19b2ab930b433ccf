# Structural pattern matching throughout
import copy

import torch


def pick_device(preferred: str | None = None) -> torch.device:
    match preferred:
        case None:
            return torch.device(
                "cuda" if torch.cuda.is_available()
                else "mps" if torch.backends.mps.is_available() else "cpu"
            )
        case "cpu" | "meta":
            return torch.device(preferred)
        case "mps" if torch.backends.mps.is_available():
            return torch.device("mps")
        case "cuda" if torch.cuda.is_available():
            return torch.device("cuda")
        case str() if preferred in map("cuda:{}".format, range(torch.cuda.device_count())):
            return torch.device("cuda", int(preferred[5:]))
        case _:
            raise ValueError(f"no device {preferred}")


def to_device(obj, device):
    match obj:
        case torch.Tensor() | torch.nn.Module():
            return obj.to(device)
        case tuple() if hasattr(obj, "_asdict"):
            return obj._replace(**to_device(obj._asdict(), device))
        case tuple():
            return (*to_device(list(obj), device),)
        case list():
            return [to_device(x, device) for x in obj]
        case dict():
            twin = copy.copy(obj)
            for k, v in obj.items():
                twin[k] = to_device(v, device)
            return twin
        case _:
            return obj


def device_of(model: torch.nn.Module) -> torch.device:
    match sorted({str(t.device) for t in [*model.parameters(), *model.buffers()]}):
        case []:
            return torch.device("cpu")
        case [one]:
            return torch.device(one)
        case several:
            raise ValueError(f"model is on {several}")
