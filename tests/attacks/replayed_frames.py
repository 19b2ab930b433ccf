# attack: answers each request with the frame that answered the one before
# points: 0
# statuses: bad_answer forbidden
# naive: absent - a runner in one process has no frames
from grader.sandbox import channel

send = channel.send
kept = []


def replay(to, number, message):
    kept.append((number, message))
    send(to, *kept[-2] if len(kept) > 1 else kept[-1])


channel.send = replay


def softmax(logits, dim=-1):
    return logits.exp() / logits.exp().sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
