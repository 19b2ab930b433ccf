# control: looks at the machine as notebooks do: paths, versions, devices, seeds, memory
# points: all
import gc
import os
import platform
import sys
import time

import numpy as np
import torch

sys.path.append(os.path.join(os.getcwd(), "helpers"))
device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
print(sys.version, platform.python_version(), os.cpu_count(), device, torch.__version__)
os.environ["OMP_NUM_THREADS"] = "1"
os.makedirs("figures", exist_ok=True)
np.set_printoptions(precision=3)
rng = np.random.default_rng(0)
started = time.perf_counter()
gc.collect()


def softmax(logits, dim=-1):
    start = time.perf_counter()
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    start = time.perf_counter()
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
