# attack: answers each call with the tensor that answered the one before, in the hope of a mix-up
# points: 2
# statuses: failed passed errored
# naive: absent - compared at once, an old answer is merely wrong
# The points are those of any tensor of the right shape: the arguments are left alone.
import torch

answers = {}


def softmax(logits, dim=-1):
    if logits.shape not in answers:
        answers[logits.shape] = logits.exp() * 0
    return answers[logits.shape]


log_softmax = softmax
