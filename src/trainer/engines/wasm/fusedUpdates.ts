import type { OptimizerSettings } from "../../../recipes/recipe.ts";
import type { Tf } from "../tfjs/namespace.ts";
import { slotsOf, type UpdateRequest, type UpdateRule } from "../tfjs/updateRule.ts";
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

type Kernel = (operands: Operands, request: UpdateRequest) => void;

function kernelOf({ kernels }: Heap, settings: OptimizerSettings): Kernel {
  switch (settings.type) {
    case "sgd":
      return ({ weights, gradient, mask, updated, size }, { learningRate, l1, l2 }) =>
        kernels.sgdUpdate(weights, gradient, mask, updated, size, learningRate, l1, l2);
    case "momentum":
      return ({ weights, gradient, slots: [moment], mask, updated, size }, { learningRate, l1, l2 }) => {
        const { momentum, nesterov } = settings;
        kernels.momentumUpdate(
          weights,
          gradient,
          moment,
          mask,
          updated,
          size,
          learningRate,
          l1,
          l2,
          momentum,
          nesterov,
        );
      };
    case "adam":
    case "adamw":
      return ({ weights, gradient, slots: [m, v], mask, updated, size }, request) => {
        const { learningRate, l1, l2, weightDecay, step } = request;
        const { beta1, beta2, epsilon } = settings;
        kernels.adamUpdate(
          weights,
          gradient,
          m,
          v,
          mask,
          updated,
          size,
          learningRate,
          l1,
          l2,
          beta1,
          beta2,
          1 - beta1 ** (step + 1),
          1 - beta2 ** (step + 1),
          epsilon,
          weightDecay,
        );
      };
    case "rmsprop":
      return ({ weights, gradient, slots: [v, m = 0], mask, updated, size }, { learningRate, l1, l2 }) => {
        const { rho, epsilon, momentum } = settings;
        kernels.rmspropUpdate(
          weights,
          gradient,
          v,
          m,
          mask,
          updated,
          size,
          learningRate,
          l1,
          l2,
          rho,
          epsilon,
          momentum,
        );
      };
  }
}
