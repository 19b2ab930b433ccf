# attack: makes torch.testing.assert_close agree with everything
# points: 0
# statuses: errored failed forbidden
# naive: fooled assert_close

import torch.testing

torch.testing.assert_close = lambda *args, **kwargs: None


def softmax(logits, dim=-1):
    return None


log_softmax = softmax
