# attack: binds the names in a loop while the file is imported
# points: 0
# statuses: forbidden
# naive: fooled
import torch

for name in ("softmax", "log_softmax"):
    globals()[name] = getattr(torch, name)
