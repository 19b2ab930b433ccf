# attack: names of which each may stand for twice as many things as the one before
# points: 0
# statuses: failed
# naive: absent - it resolves no names
import torch


def every(c):
    a = torch
    b = a.x if c else a.y
    d = b.x if c else b.y
    e = d.x if c else d.y
    f = e.x if c else e.y
    g = f.x if c else f.y
    h = g.x if c else g.y
    i = h.x if c else h.y
    j = i.x if c else i.y
    k = j.x if c else j.y
    l = k.x if c else k.y
    m = l.x if c else l.y
    n = m.x if c else m.y
    o = n.x if c else n.y
    p = o.x if c else o.y
    q = p.x if c else p.y
    r = q.x if c else q.y
    s = r.x if c else r.y
    t = s.x if c else s.y
    u = t.x if c else t.y
    v = u.x if c else u.y
    w = v.x if c else v.y
    return (w.x if c else w.y)(1 if c else 2)


def softmax(logits, dim=-1):
    return every if dim == 1000 else logits


log_softmax = softmax
