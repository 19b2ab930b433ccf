# control: sets torch's threads, seed, printing, default dtype and gradient mode for itself
# points: all
import random
import warnings

import numpy
import torch

torch.manual_seed(1)
random.seed(1)
numpy.random.seed(1)
torch.set_num_threads(2)
torch.set_default_dtype(torch.float64)
torch.set_printoptions(precision=10)
warnings.warn("this is only a warning")
warnings.simplefilter("ignore")


def softmax(logits, dim=-1):
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(2)
    exponentials = (logits - logits.detach().amax(dim, keepdim=True)).exp()
    return exponentials / exponentials.sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    torch.set_default_dtype(torch.float64)
    torch.set_num_threads(2)
    shifted = logits - logits.detach().amax(dim, keepdim=True)
    return shifted - shifted.exp().sum(dim, keepdim=True).log()
