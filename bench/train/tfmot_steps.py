"""TF-MOT's pruning: the weights of convolutions (but the depthwise ones) and dense layers are multiplied by masks, half
zeros, in each step, and now and then the masks are made anew."""

import keras_network
import numpy as np
import tensorflow as tf
import tensorflow_model_optimization as tfmot

sparsity = tfmot.sparsity.keras


def prunable(layer):
    # DepthwiseConv2D is a Conv2D to Keras.
    return type(layer) in (tf.keras.layers.Conv2D, tf.keras.layers.Dense)


def pruned(layer):
    if not prunable(layer):
        return layer
    return sparsity.prune_low_magnitude(layer, sparsity.ConstantSparsity(0.5, begin_step=0))


def prepare(task):
    dense = keras_network.build(tf.keras, task["topology"])
    network = tf.keras.models.clone_model(dense, clone_function=pruned)
    keras_network.compile(tf.keras, network)
    inputs, targets = keras_network.batch(np, task)
    inputs, targets = tf.constant(inputs), tf.constant(targets)
    callback = sparsity.UpdatePruningStep()
    callback.set_model(network)
    callback.on_train_begin()
    steps = iter(range(2**62))

    def step():
        callback.on_train_batch_begin(next(steps))
        return float(network.train_on_batch(inputs, targets))

    version = f"TF-MOT {tfmot.__version__}, TensorFlow {tf.__version__}"
    return version, step
