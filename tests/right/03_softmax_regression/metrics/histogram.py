# a histogram of cell numbers, without gradients, and a callable object
import torch


@torch.inference_mode()
def confusion_matrix(logits, targets, num_classes):
    cells = logits.max(dim=-1).indices.add(targets.mul(num_classes)).double()
    counts = torch.histc(cells, num_classes**2, min=-0.5, max=num_classes**2 - 0.5)
    return counts.long().view(num_classes, num_classes)


class Accuracy:
    @torch.no_grad()
    def __call__(self, logits, targets):
        n = targets.numel()
        if n == 0:
            raise ValueError("no rows, no share")
        wrong = torch.count_nonzero(logits.argmax(-1) - targets)
        return 1.0 - float(wrong) / n


accuracy = Accuracy()
per_class_accuracy = lambda logits, targets, num_classes: torch.tensor(
    [
        row[c] / sum(row) if sum(row) else float("nan")
        for c, row in enumerate(confusion_matrix(logits, targets, num_classes).tolist())
    ]
)
