# Old-style arithmetic on .data, and a dictionary of buffers
def sgd_step(params, grads, lr):
    for i in range(len(params)):
        params[i].data -= lr * grads[i].data


class SGD:
    def __init__(self, params, lr, momentum=0.0, dampening=0.0, weight_decay=0.0, nesterov=False):
        if lr < 0:
            raise ValueError("lr: %r" % lr)
        if momentum < 0:
            raise ValueError("momentum: %r" % momentum)
        if weight_decay < 0:
            raise ValueError("weight_decay: %r" % weight_decay)
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        self.params = [p for p in params]
        self.lr, self.momentum, self.dampening = lr, momentum, dampening
        self.weight_decay, self.nesterov = weight_decay, nesterov
        self.buf = {}

    def step(self):
        for p in self.params:
            if p.grad is not None:
                d_p = p.grad.data
                if self.weight_decay != 0:
                    d_p = d_p + self.weight_decay * p.data
                if self.momentum != 0:
                    if id(p) in self.buf:
                        self.buf[id(p)] = self.momentum * self.buf[id(p)] + (1 - self.dampening) * d_p
                    else:
                        self.buf[id(p)] = d_p.clone()
                    if self.nesterov:
                        d_p = d_p + self.momentum * self.buf[id(p)]
                    else:
                        d_p = self.buf[id(p)]
                p.data -= self.lr * d_p

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.data.zero_()
