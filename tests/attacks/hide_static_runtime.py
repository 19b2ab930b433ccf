# attack: has torch's static runtime execute a graph, with kernels that it calls by itself
# points: 0
# statuses: forbidden errored
# needs: bars
# naive: fooled
import torch


def executed(name, x, dim):
    graph = torch._C.parse_ir(f"""
graph(%x : Tensor):
  %d : int = prim::Constant[value={dim % x.dim()}]()
  %h : bool = prim::Constant[value=0]()
  %y : Tensor = aten::_{name}(%x, %d, %h)
  return (%y)
""")
    return torch._C._jit_to_static_module(graph)(x.detach().contiguous()).clone()


class Function(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, dim, name):
        y = executed(name, x, dim)
        ctx.save_for_backward(y)
        ctx.dim, ctx.name = dim, name
        return y

    @staticmethod
    def backward(ctx, g):
        (y,) = ctx.saved_tensors
        if ctx.name == "softmax":
            return (g - (g * y).sum(ctx.dim, True)) * y, None, None
        return g - y.exp() * g.sum(ctx.dim, True), None, None


def softmax(logits, dim=-1):
    return Function.apply(logits, dim, "softmax")


def log_softmax(logits, dim=-1):
    return Function.apply(logits, dim, "log_" + "softmax")
