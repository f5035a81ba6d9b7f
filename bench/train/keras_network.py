"""Networks of either Keras, that of TensorFlow and the legacy one."""


def build(keras, topology):
    """A Sequential from a topology as in a model file, its weights initialised as Keras does it."""
    layers = []
    for layer in topology["config"]["layers"]:
        config = dict(layer["config"])
        shape = config.pop("batch_input_shape", None)
        if shape:
            layers.append(keras.Input(shape[1:]))
        layers.append(getattr(keras.layers, layer["class_name"])(**config))
    return keras.Sequential(layers)


def compile(keras, network):
    optimizer = keras.optimizers.SGD(0.001, momentum=0.9)
    network.compile(optimizer, "sparse_categorical_crossentropy")


def batch(numpy, task):
    """Inputs of noise, channels last, and class indices."""
    random = numpy.random.default_rng(1)
    inputs = random.standard_normal([task["batch"], *task["input"]], dtype="float32")
    return inputs, random.integers(0, task["classes"], task["batch"])
