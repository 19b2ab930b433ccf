# attack: a tensor subclass whose __torch_function__ makes every comparison come out true
# points: 0
# statuses: failed
# naive: fooled allclose
import torch


class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        if function in (torch.allclose, torch.equal, torch.Tensor.allclose, torch.Tensor.equal):
            return True
        return super().__torch_function__(function, types, args, kwargs or {})


def softmax(logits, dim=-1):
    return torch.zeros_like(logits).as_subclass(Liar)


log_softmax = softmax
