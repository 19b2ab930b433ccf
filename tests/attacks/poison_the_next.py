# attack: plants itself in modules, caches, the temporary folder and the environment, for the next
# points: 0
# statuses: errored crashed forbidden
# naive: changed deep
import builtins
import os
import sys
import tempfile

import torch

os.environ["PYTHONSTARTUP"] = os.environ["LD_PRELOAD"] = "/tmp/evil"
os.makedirs("d", exist_ok=True)
for name in ("sitecustomize.py", "torch.py", "softmax.py"):
    with open(os.path.join("d", name), "w") as file:
        file.write("raise SystemExit")
sys.path.insert(0, os.path.join(tempfile.gettempdir(), "d"))
sys.meta_path.clear()
builtins.print = builtins.len = None
torch.set_default_dtype(torch.float16)
torch.use_deterministic_algorithms(True)
torch.manual_seed = torch.tensor = None


def softmax(logits, dim=-1):
    raise ValueError


log_softmax = softmax
