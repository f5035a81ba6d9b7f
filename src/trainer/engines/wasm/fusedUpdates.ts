import type { OptimizerSettings } from "../../../recipes/recipe.ts";
import type { Tf } from "../tfjs/namespace.ts";
import type { UpdateRequest, UpdateRule } from "../tfjs/updateRule.ts";
import type { Heap } from "./heap.ts";
import type { Pointer } from "./kernelModule.ts";

/** Where an update's tensors lie. The mask is 0 where there is none. */
interface Operands {
  readonly weights: Pointer;
  readonly gradient: Pointer;
  readonly slots: readonly Pointer[];
  readonly mask: Pointer;
  readonly updated: Pointer;
  readonly size: number;
}

/**
 * Masked updates, each in one pass over memory. The slots are written in place: they may share no values with other
 * tensors, such as clones.
 */
export function createFusedUpdate(tf: Tf, heap: Heap, settings: OptimizerSettings): UpdateRule {
  const { kernels } = heap;
  switch (settings.type) {
    case "sgd":
      return fused(tf, heap, [], ({ weights, gradient, mask, updated, size }, { learningRate, l2 }) =>
        kernels.sgdUpdate(weights, gradient, mask, updated, size, learningRate, l2),
      );
    case "momentum": {
      const { momentum, nesterov } = settings;
      return fused(tf, heap, ["momentum"], ({ weights, gradient, slots, mask, updated, size }, { learningRate, l2 }) =>
        kernels.momentumUpdate(weights, gradient, slots[0], mask, updated, size, learningRate, l2, momentum, nesterov),
      );
    }
    case "adam": {
      const { beta1, beta2, epsilon } = settings;
      return fused(
        tf,
        heap,
        ["m", "v"],
        ({ weights, gradient, slots, mask, updated, size }, { learningRate, l2, step }) =>
          kernels.adamUpdate(
            weights,
            gradient,
            slots[0],
            slots[1],
            mask,
            updated,
            size,
            learningRate,
            l2,
            beta1,
            beta2,
            1 - beta1 ** (step + 1),
            1 - beta2 ** (step + 1),
            epsilon,
          ),
      );
    }
  }
}

function fused(
  tf: Tf,
  heap: Heap,
  slots: readonly string[],
  update: (operands: Operands, request: UpdateRequest) => void,
): UpdateRule {
  return {
    slots,
    update: (request) => {
      const { variable, gradient, mask } = request;
      // A new tensor each time: the backend keeps packed copies of a convolution's weights by tensor.
      const updated = heap.output(variable.shape);
      update(
        {
          weights: heap.pointer(variable),
          gradient: heap.pointer(gradient),
          slots: request.slots.map((slot) => heap.pointer(slot)),
          mask: mask ? heap.pointer(mask) : 0,
          updated: heap.pointer(updated),
          size: variable.size,
        },
        request,
      );
      const tensor = tf.engine().makeTensorFromTensorInfo(updated);
      variable.assign(tensor);
      tensor.dispose();
    },
  };
}
