# attack: a wrapper tensor whose __torch_dispatch__ invents its values whenever they are read
# points: 0
# statuses: failed errored bad_answer
# naive: fooled allclose
import torch


class Liar(torch.Tensor):
    @staticmethod
    def __new__(cls, like):
        return torch.Tensor._make_wrapper_subclass(cls, like.shape, dtype=like.dtype)

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        if "allclose" in str(function) or "isclose" in str(function):
            return torch.ones(3, dtype=torch.bool).all()
        return torch.ones(args[0].shape, dtype=torch.bool)

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return True


def softmax(logits, dim=-1):
    return Liar(logits)


log_softmax = softmax
