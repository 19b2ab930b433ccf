# attack: has torch's compiler make machine code of softmax, which calls no operator
# points: 0
# statuses: forbidden errored
# needs: bars
# naive: fooled
import torch

KINDS = {torch.float32: "Float", torch.float64: "Double"}


def compiled(name, x, dim):
    torch._C._jit_set_te_must_use_llvm_cpu(False)
    sizes = ", ".join(map(str, x.shape))
    strides = ", ".join(map(str, x.contiguous().stride()))
    kind = f"{KINDS[x.dtype]}({sizes}, strides=[{strides}], requires_grad=0, device=cpu)"
    graph = torch._C.parse_ir(f"""
graph(%x : {kind}):
  %d : int = prim::Constant[value={dim % x.dim()}]()
  %n : NoneType = prim::Constant()
  %y : {kind} = aten::{name}(%x, %d, %n)
  return (%y)
""")
    return torch._C._te.TensorExprKernel(graph).run((x.detach().contiguous(),))


class Function(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, dim, name):
        y = compiled(name, x, dim)
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
