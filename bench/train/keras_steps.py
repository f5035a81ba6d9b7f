"""Keras on TensorFlow, as it trains unless told otherwise: train_on_batch, compiled, all threads. It has no masks."""

import keras_network
import numpy as np
import tensorflow as tf


def prepare(task):
    network = keras_network.build(tf.keras, task["topology"])
    keras_network.compile(tf.keras, network)
    inputs, targets = keras_network.batch(np, task)
    inputs, targets = tf.constant(inputs), tf.constant(targets)
    version = f"Keras {tf.keras.__version__}, TensorFlow {tf.__version__}"
    return version, lambda: float(network.train_on_batch(inputs, targets))
