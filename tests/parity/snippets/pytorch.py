import torch
import torch.nn.functional as F

logits = torch.tensor([[5.0, 4.0, 2.0], [4.0, 2.0, 8.0]])
classes = torch.tensor([0, 2])
cross_entropy = F.cross_entropy(logits, classes, reduction="none")

z = torch.tensor([-1.0, 2.0])
t = torch.tensor([1.0, 0.0])  # floats, not integers
binary = F.binary_cross_entropy_with_logits(
    z, t, pos_weight=torch.tensor(3.0), reduction="none"
)

y = torch.tensor([0.0, 0.0])
y_pred = torch.tensor([0.5, 4.0])  # the prediction comes first
huber = F.huber_loss(y_pred, y, delta=2.0, reduction="none")
