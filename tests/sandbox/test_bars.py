"""What torch lacks in a process where functions have been barred, and what it still has.

Every attempt is also made where nothing is barred, and must work there: a refusal proves nothing
if the attempt was never one.
"""

import inspect
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from grader.sandbox import bars

ROOT = Path(__file__).parents[2]
RUNNER = """
import json, os, sys, warnings
warnings.simplefilter("ignore")
import torch, torch._dynamo, torch.nn.functional as F
from grader.sandbox import bars
torch.set_num_threads(1)
for line in sys.stdin:
    names, source, lasting = json.loads(line)
    reading, writing = os.pipe()
    if os.fork() == 0:
        torch.manual_seed(0)
        space = {"torch": torch, "F": F, "x": torch.randn(3, 4), "result": None, "bars": bars}
        said = []
        try:
            if lasting:
                bars.bar(names)
                exec(source, space)
            else:
                exec(source, space)
                space["x"] = space["x"].detach()
                with bars.without(names):
                    exec(source, space)
            said += ["worked", str(space["result"])]
        except BaseException as error:
            said += [type(error).__name__, str(error)]
        if not lasting:
            space["x"] = space["x"].detach()
            try:
                exec(source, space)
                said += ["worked"]
            except BaseException as error:
                said += [repr(error)]
        os.write(writing, json.dumps(said).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        print(pipe.read(), flush=True)
    os.wait()
"""
Ask = Callable[..., list[str]]
KIND = inspect.CO_GENERATOR | inspect.CO_COROUTINE | inspect.CO_ASYNC_GENERATOR

if sys.platform != "linux":
    pytest.skip("the runner forks", allow_module_level=True)


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """Runs a piece of Python where the ``names`` are barred: [error or "worked", its text].

    If not ``lasting``, it runs before, while and after they are barred; the last's word comes last.
    """
    with subprocess.Popen(
        [sys.executable, "-c", RUNNER], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as runner:  # fmt: skip
        assert runner.stdin
        assert runner.stdout
        requests, answers = runner.stdin, runner.stdout

        def ask(source: str, *names: str, lasting: bool = True) -> list[str]:
            print(json.dumps([names, source, lasting]), file=requests, flush=True)
            answer: list[str] = json.loads(answers.readline())
            return answer

        yield ask
        requests.close()


SOFTMAX = ("softmax", "log_softmax", "logsumexp", "logcumsumexp", "attention")
EYE = "e = torch.eye(4)[None]; "
WAYS: dict[str, tuple[tuple[str, ...], str]] = {
    "the function": (SOFTMAX, "torch.softmax(x, 1)"),
    "the method": (SOFTMAX, "x.softmax(1)"),
    "the operator that fills": (SOFTMAX, "torch.ops.aten._softmax.out(x, 1, False, out=x + 0)"),
    "with a gradient": (SOFTMAX, "torch.softmax(x.requires_grad_(), 1)"),
    "without the graph": (SOFTMAX, "with torch.inference_mode(): torch.softmax(x, 1)"),
    "below autograd": (SOFTMAX, "guard = torch._C._AutoDispatchBelowAutograd()\n"
                                "torch.softmax(x, 1)"),
    "the operator": (SOFTMAX, "torch.ops.aten._softmax(x, 1, False)"),
    "the operator's packet, computed": (SOFTMAX, "getattr(torch.ops.aten, '_soft' + 'max')"
                                                 "(x, 1, False)"),
    "the operator's other kernel": (SOFTMAX, "torch.ops.aten._softmax.default.redispatch(torch._C."
                                    "DispatchKeySet(torch._C.DispatchKey."
                                    "CompositeExplicitAutograd), x, 1, False)"),
    "special": (SOFTMAX, "torch.special.softmax(x, 1)"),
    "a layer": (SOFTMAX, "torch.nn.Softmax(1)(x)"),
    "half precision": (SOFTMAX, "x.half().softmax(1)"),
    "a sparse tensor": (SOFTMAX, "torch.sparse.softmax(x.to_sparse(), 1)"),
    "a nested tensor": (SOFTMAX, "torch.softmax(torch.nested.nested_tensor([x]), 2)"),
    "a masked one": (SOFTMAX, "torch.ops.aten._masked_softmax(x, x > 0, 1, 0)"),
    "a masked module": (SOFTMAX, "torch.masked.softmax(x, 1)"),
    "many at once": (SOFTMAX, "torch.vmap(lambda row: torch.softmax(row, 0))(x)"),
    "a logarithm of a sum": (SOFTMAX, "x.logsumexp(1)"),
    "a running one": (SOFTMAX, "torch.logcumsumexp(x, 1)"),
    "a loss": (SOFTMAX, "F.cross_entropy(x, torch.tensor([0, 1, 2]), reduction='none')"),
    "a loss, many at once": (("cross_entropy_loss",), "torch.vmap(lambda x: "
                             "torch._C._nn.cross_entropy_loss(x, x))(x[None])"),
    "a distribution": (SOFTMAX, "torch.distributions.Categorical(logits=x).probs"),
    "attention": (SOFTMAX, EYE + "F.scaled_dot_product_attention(x[None], e, e, scale=1.0)"),
    "attention's operator": (SOFTMAX, EYE + "torch.ops.aten._scaled_dot_product_flash_attention_"
                                            "for_cpu(x[None, None], e[None], e[None])"),
    "attention with heads": (SOFTMAX, "torch.nn.MultiheadAttention(4, 1, batch_first=True)"
                                      ".eval()(x[None], x[None], x[None])"),
    "torch's own Python": (SOFTMAX, "torch._refs.softmax(x, 1)"),
    "torch's decomposition": (SOFTMAX, "torch._decomp.decompositions._softmax(x, 1, False)"),
    "a module's dictionary": (SOFTMAX, "vars(F)['softmax'](x, 1)"),
    "a convolution": (("conv2d", "convolution"), "F.conv2d(x[None, None], x[None, None])"),
    "a convolution layer": (("conv2d", "convolution"), "torch.nn.Conv2d(1, 1, 1)(x[None])"),
    "a transposed convolution":
        (("conv2d", "convolution"), "F.conv_transpose2d(x[None, None], x[None, None])"),
    "a convolution of other libraries":
        (("deform_conv2d",), "import torchvision\n"
         "torchvision.ops.deform_conv2d(x[None, None], x.new_zeros(1, 2, 3, 4), "
         "x[:1, :1, None, None])"),
    "pooling": (("max_pool2d",), "F.max_pool2d(x[None], 2)"),
    "pooling with indices": (("max_pool2d",), "torch.ops.aten.max_pool2d_with_indices(x[None], 2)"),
    "resizing by areas": (("adaptive_avg_pool2d",), "F.interpolate(x[None, None], 2, mode='area')"),
    "an optimizer": (("torch.optim",), "torch.optim.SGD([x], lr=0.1)"),
    "an optimizer as a function": (("torch.optim",), "import importlib\n"
        "importlib.import_module('torch.optim.sgd').sgd([], [], [], weight_decay=0, momentum=0,"
        "lr=1, dampening=0, nesterov=False, maximize=False)"),
}  # fmt: skip


@pytest.mark.parametrize("way", WAYS)
def test_what_is_barred_is_refused(ask: Ask, way: str) -> None:
    names, source = WAYS[way]
    assert ask(source, *names)[0] == "BarredError"


@pytest.mark.parametrize("way", WAYS)
def test_what_is_barred_for_one_call_is_there_again_after_it(ask: Ask, way: str) -> None:
    names, source = WAYS[way]
    said, _, afterwards = ask(source, *names, lasting=False)
    assert (said, afterwards) == ("BarredError", "worked")


@pytest.mark.parametrize("way", WAYS)
def test_the_way_works_where_nothing_is_barred(ask: Ask, way: str) -> None:
    assert ask(WAYS[way][1]) == ["worked", "None"]


def test_the_refusal_names_what_was_called(ask: Ask) -> None:
    assert ask("torch.softmax(x, 1)", "softmax")[1] == "softmax"
    assert ask("F.softmax(x, 1)", "softmax")[1] == "torch.nn.functional.softmax"
    assert ask("torch.optim.SGD([x])", "torch.optim")[1] == "torch.optim.sgd.SGD"


GRADIENTS = {
    "backward": "y = torch.ones(2, requires_grad=True); (y * y).sum().backward()",
    "grad": "y = torch.ones(2, requires_grad=True); torch.autograd.grad((y * y).sum(), y)",
    "a node called by hand":
        "y = torch.ones(2, requires_grad=True); (y * y).sum().grad_fn(torch.ones(()))",
    "func": "assert torch.func.grad(lambda y: (y * y).sum())(torch.ones(2)).any()",
    "jvp": "assert torch.func.jvp(lambda y: y * y, (torch.ones(2),), (torch.ones(2),))[1].any()",
    "jacobian": "assert torch.autograd.functional.jacobian(lambda y: y * y, torch.ones(2)).any()",
}


@pytest.mark.parametrize("way", GRADIENTS)
def test_autograd_can_be_taken_away(ask: Ask, way: str) -> None:
    assert ask(GRADIENTS[way], "torch.autograd", "backward", "grad")[0] != "worked"
    assert ask(GRADIENTS[way]) == ["worked", "None"]


@pytest.mark.parametrize("way", GRADIENTS)
def test_autograd_is_there_again_after_one_call(ask: Ask, way: str) -> None:
    said, _, afterwards = ask(GRADIENTS[way], "torch.autograd", "backward", "grad", lasting=False)
    assert said != "worked"
    assert afterwards == "worked"


WORKS = {
    "by hand": (SOFTMAX, "e = (x - x.amax(1, keepdim=True)).exp(); result = e / e.sum(1, True)"),
    "a gradient by hand": (SOFTMAX, "y = x.requires_grad_(); y.exp().log().sum().backward()"),
    "sigmoid and tanh": (SOFTMAX, "result = x.sigmoid() + x.tanh() + torch.logaddexp(x, x)"),
    "another loss":
        (("cross_entropy",), "result = F.binary_cross_entropy(x.sigmoid(), x.sigmoid())"),
    "softmax where losses are barred":
        (("cross_entropy", "nll_loss", "torch.autograd", "backward", "grad"),
         "result = torch.log_softmax(x, 1).gather(1, torch.tensor([[0], [1], [2]]))"),
    "no_grad where autograd is barred":
        (("torch.autograd", "grad"), "with torch.no_grad(): result = x.detach() * 2"),
    "another library where convolution is barred":
        (("conv2d", "deform_conv2d"), "import torchvision\n"
         "result = torchvision.ops.nms(torch.tensor([[0., 0, 1, 1], [0, 0, 1, 1]]), "
         "torch.ones(2), 0.5)"),
    "windows where convolution is barred":
        (("conv2d", "convolution"), "result = F.unfold(x[None, None], 2), F.pad(x, (1, 1))"),
    "a convolution where pooling is barred":
        (("max_pool2d", "avg_pool2d"), "result = F.conv2d(x[None, None], x[None, None])"),
    "fused updates where optimizers are barred":
        (("torch.optim",), "torch._foreach_add_([x], [x], alpha=2)"),
    "all names of torch at once":
        ((*SOFTMAX, "torch.autograd"), "from torch import *\nfrom torch.nn import *\n"
         "from torch.jit import *\nfrom torch.nn.functional import *\nresult = exp(x)"),
}  # fmt: skip


@pytest.mark.parametrize("what", WORKS)
def test_everything_else_works_as_before(ask: Ask, what: str) -> None:
    names, source = WORKS[what]
    assert ask(source, *names) == ask(source)
    assert ask(source)[0] == "worked"


GRAPH = """
graph(%x : Float(3, 4, strides=[4, 1], requires_grad=0, device=cpu)):
  %d : int = prim::Constant[value=1]()
  %n : NoneType = prim::Constant()
  %y : Float(3, 4, strides=[4, 1], requires_grad=0, device=cpu) = aten::softmax(%x, %d, %n)
  return (%y)
"""
KERNEL = (
    f"graph = torch._C.parse_ir({GRAPH!r})\n"
    "torch._C._te.TensorExprKernel(graph).run((torch.ones(3, 4),))"
)
STATIC = """
graph(%x : Tensor):
  %d : int = prim::Constant[value=1]()
  %h : bool = prim::Constant[value=0]()
  %y : Tensor = aten::_softmax(%x, %d, %h)
  return (%y)
"""


def compiled(source: str) -> str:
    return f"torch._C._jit_set_te_must_use_llvm_cpu(False)\n{source}"


COMPILERS = {
    "a kernel of a graph": compiled(KERNEL),
    "a kernel's parts": "torch._C._te.lower",
    "the static runtime": f"graph = torch._C.parse_ir({STATIC!r})\n"
        "torch._C._jit_to_static_module(graph)(x)",
    "a script": "torch.jit.CompilationUnit('def f(x):\\n return x.exp()\\n').f(x)",
    "a graph": f"torch._C._create_function_from_graph('f', torch._C.parse_ir({STATIC!r}))(x)",
    "a trace": "torch.jit.trace(torch.exp, x)(x)",
    "after another import": "import importlib, sys\nm = sys.modules.pop('torch._C')\n"
        "importlib.import_module('torch._C')._jit_set_te_must_use_llvm_cpu(False)",
    "from where torch itself keeps functions":
        "from torch._dynamo import trace_rules\nfrom torch.jit import _builtins\n"
        "run = {getattr(f, '__name__', ''): f for f in trace_rules.get_torch_obj_rule_map()}\n"
        "parse = {name: f for f, name in _builtins._builtin_ops}['aten::parse_ir']\n"
        f"run['_jit_to_static_module'](parse({STATIC!r}))(x)",
}  # fmt: skip


@pytest.mark.parametrize("way", COMPILERS)
def test_torchs_compilers_are_taken_away(ask: Ask, way: str) -> None:
    assert ask(COMPILERS[way], *SOFTMAX)[0] != "worked"
    assert ask(COMPILERS[way])[0] == "worked" or way == "after another import"


def test_nothing_of_torchs_compilers_is_left_anywhere(ask: Ask) -> None:
    left = (
        "import gc, weakref\nfrom torch._dynamo import trace_rules\n"
        "trace_rules.get_torch_obj_rule_map()\n"
        "seen = []\nfor path in bars._COMPILERS:\n"
        "    holder, _, name = f'torch._C.{{path}}'.rpartition('.')\n"
        "    thing = vars(eval(holder)).get(name)\n"
        "    function = getattr(thing, '__func__', thing)\n"
        "    if type(function) is type(len):\n        seen.append(weakref.ref(function))\n"
        "del thing, function\n{}\ngc.collect()\n"
        "result = [len(seen) > 30, sum(ref() is not None for ref in seen)]"
    )
    everything = ask(left.format("pass"))
    assert everything[0] == "worked"
    assert everything[1].startswith("[True, ")
    assert everything[1] != "[True, 0]"
    assert ask(left.format("bars.bar(['softmax'])")) == ["worked", "[True, 0]"]


LONE = "torch.ops.prim.mkldnn_convolution(x[None, None], x[None, None], None, [1], [0], [1], 1)"


def test_an_operator_that_only_torchscript_knows_is_not_found(ask: Ask) -> None:
    assert ask(LONE, "convolution")[0] == "AttributeError"
    assert ask(LONE) == ["worked", "None"]
    assert ask("torch.ops.aten.exp.default(x)", "convolution") == ["worked", "None"]
    assert ask("import torchvision", "convolution") == ["worked", "None"]


def test_a_graph_is_not_differentiated(ask: Ask) -> None:
    source = "torch._C._jit_differentiate"
    assert ask(source, "torch.autograd")[0] == "AttributeError"
    assert ask(source) == ["worked", "None"]


UNDOING = {
    "no library is left to be told to go":
        "import gc\nfound = [o for o in gc.get_objects() if type(o).__name__ in "
        "('Library', '_DispatchModule')]\n"
        "for o in found: (o._destroy if hasattr(o, '_destroy') else o.reset)()\n"
        "torch.softmax(x, 1)",
    "its own kernel does not bring torch's back":
        "library = torch.library.Library('aten', 'IMPL')\n"
        "library.impl('_softmax', lambda *a: x, 'CPU'); library._destroy()\ntorch.softmax(x, 1)",
}


@pytest.mark.parametrize("way", UNDOING)
def test_it_is_not_undone(ask: Ask, way: str) -> None:
    assert ask(UNDOING[way], *SOFTMAX)[0] == "BarredError"


def kinds() -> dict[str, tuple[Callable[..., object], Callable[..., object]]]:
    """A function of each kind with a variable from outside, and how to have it run."""
    outside = 1

    def plain(x: int) -> int:
        return x + outside

    def generator(x: int) -> Iterator[int]:
        yield x + outside

    async def coroutine(x: int) -> int:
        return x + outside

    async def asynchronous(x: int) -> AsyncIterator[int]:
        yield x + outside

    return {
        "a function": (plain, plain),
        "a generator": (generator, lambda x: next(generator(x))),
        "a coroutine": (coroutine, lambda x: coroutine(x).send(None)),
        "an asynchronous generator": (asynchronous, lambda x: anext(asynchronous(x)).send(None)),
    }


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", kinds())
def test_a_function_that_is_taken_away_stays_of_its_kind(kind: str) -> None:
    function, run = kinds()[kind]
    before = function.__code__.co_flags
    function.__code__ = bars._refusal(function)
    assert function.__code__.co_flags & KIND == before & KIND
    with pytest.raises(bars.BarredError, match=f"kinds.<locals>.{function.__name__}"):
        run(1)
