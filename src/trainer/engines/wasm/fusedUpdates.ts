import type { OptimizerSettings } from "../../../recipes/recipe.ts";
import type { Tf } from "../tfjs/namespace.ts";
import type { UpdateRequest, UpdateRule } from "../tfjs/updateRule.ts";
import { grainOfNumbers } from "./grains.ts";
import type { Heap } from "./heap.ts";
import type { Pointer } from "./kernelModule.ts";
import type { Range } from "./threads/threadPool.ts";

/** Where an update's tensors lie. The mask is 0 where there is none. */
interface Operands {
  readonly weights: Pointer;
  readonly gradient: Pointer;
  readonly slots: readonly Pointer[];
  readonly mask: Pointer;
  readonly updated: Pointer;
  readonly range: Range;
}

/**
 * Masked updates, each in one pass over memory. The slots are written in place: they may share no values with other
 * tensors, such as clones.
 */
export function createFusedUpdate(tf: Tf, heap: Heap, settings: OptimizerSettings): UpdateRule {
  switch (settings.type) {
    case "sgd":
      return fused(tf, heap, [], ({ weights, gradient, mask, updated, range }, { learningRate, l2 }) =>
        heap.run("sgdUpdate", [weights, gradient, mask, updated, learningRate, l2], range),
      );
    case "momentum": {
      const { momentum, nesterov } = settings;
      return fused(
        tf,
        heap,
        ["momentum"],
        ({ weights, gradient, slots: [moment], mask, updated, range }, { learningRate, l2 }) => {
          const flag = Number(nesterov);
          const own = [weights, gradient, moment, mask, updated, learningRate, l2, momentum, flag] as const;
          heap.run("momentumUpdate", own, range);
        },
      );
    }
    case "adam": {
      const { beta1, beta2, epsilon } = settings;
      return fused(
        tf,
        heap,
        ["m", "v"],
        ({ weights, gradient, slots: [m, v], mask, updated, range }, { learningRate, l2, step }) => {
          const corrections = [1 - beta1 ** (step + 1), 1 - beta2 ** (step + 1)] as const;
          const pointers = [weights, gradient, m, v, mask, updated] as const;
          heap.run("adamUpdate", [...pointers, learningRate, l2, beta1, beta2, ...corrections, epsilon], range);
        },
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
          range: { total: variable.size, grain: grainOfNumbers },
        },
        request,
      );
      const tensor = tf.engine().makeTensorFromTensorInfo(updated);
      variable.assign(tensor);
      tensor.dispose();
    },
  };
}
