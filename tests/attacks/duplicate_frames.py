# attack: sends every answer twice, so that the next check finds one waiting
# points: 0
# statuses: bad_answer forbidden
# naive: absent - a runner in one process has no frames
from grader.sandbox import channel

send = channel.send


def twice(to, number, message):
    send(to, number, message)
    send(to, number, message)


channel.send = twice


def softmax(logits, dim=-1):
    return logits.exp() / logits.exp().sum(dim, keepdim=True)


def log_softmax(logits, dim=-1):
    return softmax(logits, dim).log()
