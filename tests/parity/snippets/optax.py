import jax.numpy as jnp
import optax

logits = jnp.array([[5.0, 4.0, 2.0], [4.0, 2.0, 8.0]])
classes = jnp.array([0, 2])
cross_entropy = optax.softmax_cross_entropy_with_integer_labels(logits, classes)

z = jnp.array([-1.0, 2.0])
t = jnp.array([1.0, 0.0])
binary = optax.sigmoid_binary_cross_entropy(z, t)

y = jnp.array([0.0, 0.0])
y_pred = jnp.array([0.5, 4.0])  # the prediction comes first
huber = optax.huber_loss(y_pred, y, delta=2.0)
