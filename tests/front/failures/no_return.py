# 03_softmax_regression/softmax equal_scores_share_the_mass
def softmax(logits, dim=-1):
    e = logits.exp()
    e / e.sum(dim, keepdim=True)
