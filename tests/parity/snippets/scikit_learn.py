import numpy as np
from scipy.special import expit, softmax
from sklearn.metrics import log_loss, mean_pinball_loss

# Metrics only: probabilities instead of logits, and means over all examples.
logits = np.array([[5.0, 4.0, 2.0], [4.0, 2.0, 8.0]])
classes = np.array([0, 2])
mean_cross_entropy = log_loss(classes, softmax(logits, axis=1), labels=[0, 1, 2])

z = np.array([-1.0, 2.0])
t = np.array([1.0, 0.0])
mean_binary = log_loss(t, expit(z))

y = np.array([0.0, 0.0])
y_pred = np.array([0.5, 4.0])
mean_quantile = mean_pinball_loss(y, y_pred, alpha=0.9)
