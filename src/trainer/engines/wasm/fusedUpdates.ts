import type { OptimizerSettings } from "../../../recipes/recipe.ts";
import type { Tf } from "../tfjs/namespace.ts";
import { slotsOf, type UpdateRequest, type UpdateRule } from "../tfjs/updateRule.ts";
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
  const update = kernelOf(heap, settings);
  return {
    slots: slotsOf(settings),
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

type Kernel = (operands: Operands, request: UpdateRequest) => void;

function kernelOf(heap: Heap, settings: OptimizerSettings): Kernel {
  switch (settings.type) {
    case "sgd":
      return ({ weights, gradient, mask, updated, range }, { learningRate, l1, l2 }) =>
        heap.run("sgdUpdate", [weights, gradient, mask, updated, learningRate, l1, l2], range);
    case "momentum":
      return ({ weights, gradient, slots: [moment], mask, updated, range }, { learningRate, l1, l2 }) => {
        const pointers = [weights, gradient, moment, mask, updated] as const;
        const { momentum, nesterov } = settings;
        heap.run("momentumUpdate", [...pointers, learningRate, l1, l2, momentum, Number(nesterov)], range);
      };
    case "adam":
    case "adamw":
      return ({ weights, gradient, slots: [m, v], mask, updated, range }, request) => {
        const pointers = [weights, gradient, m, v, mask, updated] as const;
        const { learningRate, l1, l2, weightDecay, step } = request;
        const { beta1, beta2, epsilon } = settings;
        const corrections = [1 - beta1 ** (step + 1), 1 - beta2 ** (step + 1)] as const;
        const rates = [learningRate, l1, l2, beta1, beta2, ...corrections, epsilon, weightDecay] as const;
        heap.run("adamUpdate", [...pointers, ...rates], range);
      };
    case "rmsprop":
      return ({ weights, gradient, slots: [v, m = 0], mask, updated, range }, { learningRate, l1, l2 }) => {
        const pointers = [weights, gradient, v, m, mask, updated] as const;
        const { rho, epsilon, momentum } = settings;
        heap.run("rmspropUpdate", [...pointers, learningRate, l1, l2, rho, epsilon, momentum], range);
      };
  }
}
