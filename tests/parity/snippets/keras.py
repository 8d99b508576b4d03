import keras
import numpy as np

logits = np.array([[5.0, 4.0, 2.0], [4.0, 2.0, 8.0]])
classes = np.array([0, 2])
cross_entropy = keras.losses.sparse_categorical_crossentropy(
    classes, logits, from_logits=True
)

z = np.array([[-1.0], [2.0]])  # the mean is over the last axis
t = np.array([[1.0], [0.0]])
binary = keras.losses.binary_crossentropy(t, z, from_logits=True)

y = np.array([[0.0], [0.0]])
y_pred = np.array([[0.5], [4.0]])
huber = keras.losses.huber(y, y_pred, delta=2.0)
