"""torch's version, and milliseconds of its nn.utils.prune.l1_unstructured, as JSON: torch_prune.py SIZE COUNT"""

import json
import sys
import time

import torch
from torch.nn.utils import prune

size, count = int(sys.argv[1]), int(sys.argv[2])
times = []
for _ in range(count + 1):
    layer = torch.nn.Linear(1000, size // 1000, bias=False)
    torch.nn.init.normal_(layer.weight)
    started = time.perf_counter()
    prune.l1_unstructured(layer, "weight", amount=0.5)
    times.append((time.perf_counter() - started) * 1000)
# The first call warms up.
print(json.dumps({"version": torch.__version__, "times": times[1:]}))
