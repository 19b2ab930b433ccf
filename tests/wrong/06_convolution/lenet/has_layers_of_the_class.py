# layers are attributes of the class, not of the object | has_61706_parameters, ends_with_the_logits
from torch import nn
import torch
import torch.nn.functional as F


class LeNet5(nn.Module):
    conv1 = nn.Conv2d(1, 6, 5)
    conv2 = nn.Conv2d(6, 16, 5)
    fc1 = nn.Linear(400, 120)
    fc2 = nn.Linear(120, 84)
    fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.avg_pool2d(F.relu(self.conv1(x)), 2)
        x = F.avg_pool2d(F.relu(self.conv2(x)), 2)
        x = torch.flatten(x, 1)
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        return self.fc3(x)
