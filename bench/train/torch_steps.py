"""PyTorch in channels_last, with masks of torch.nn.utils.prune on half of the weights of convolutions (but the depthwise
ones) and linear layers, as it trains unless told otherwise: all threads, not compiled."""

import torch
from torch import nn
from torch.nn.utils import prune


# A softmax at the end is left to the loss.
activations = {"relu": [nn.ReLU()], "relu6": [nn.ReLU6()]}


def build(topology, channels):
    """A Sequential from a topology as in a model file."""
    modules = []
    for layer in topology["config"]["layers"]:
        config = layer["config"]
        kind = layer["class_name"]
        if kind == "Conv2D":
            modules.append(convolution(config, channels, config["filters"]))
            channels = config["filters"]
        elif kind == "DepthwiseConv2D":
            modules.append(convolution(config, channels, channels, groups=channels))
        elif kind == "BatchNormalization":
            modules.append(nn.BatchNorm2d(channels, eps=1e-3))
        elif kind == "MaxPooling2D":
            modules.append(nn.MaxPool2d(config["pool_size"]))
        elif kind == "GlobalAveragePooling2D":
            modules += [nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        elif kind == "Flatten":
            modules.append(nn.Flatten())
        elif kind == "Reshape":
            target = config["target_shape"]
            modules.append(nn.Unflatten(1, (channels, 1, 1)) if len(target) == 3 else nn.Flatten())
        elif kind == "Dropout":
            modules.append(nn.Dropout(config["rate"]))
        elif kind == "Dense":
            modules.append(nn.LazyLinear(config["units"]))
        elif kind != "Activation":
            raise ValueError(f"{kind} is not known here")
        modules += activations.get(config.get("activation"), [])
    return nn.Sequential(*modules)


def convolution(config, inputs, outputs, groups=1):
    size = config["kernel_size"]
    padding = [side // 2 for side in size] if config.get("padding") == "same" else 0
    return nn.Conv2d(
        inputs,
        outputs,
        size,
        stride=config.get("strides", 1),
        padding=padding,
        groups=groups,
        bias=config.get("use_bias", True),
    )


def mask_half(network):
    for module in network:
        if isinstance(module, nn.Linear) or (isinstance(module, nn.Conv2d) and module.groups == 1):
            prune.l1_unstructured(module, "weight", amount=0.5)


def prepare(task):
    torch.manual_seed(1)
    *sides, channels = task["input"]
    inputs = torch.randn(task["batch"], channels, *sides).to(memory_format=torch.channels_last)
    targets = torch.randint(0, task["classes"], [task["batch"]])
    network = build(task["topology"], channels)
    # Lazy layers take their size from the first batch that they see.
    with torch.no_grad():
        network.eval()(inputs)
    # It prunes weights of the standard layout only, so the layout is changed after.
    mask_half(network.train())
    network.to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(network.parameters(), lr=0.001, momentum=0.9)
    loss_of = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad()
        loss = loss_of(network(inputs), targets)
        loss.backward()
        optimizer.step()
        return loss.item()

    return f"torch {torch.__version__}", step
