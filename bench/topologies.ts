import { mobilenet as architecture } from "../src/models/architectures/mobilenet.ts";
import { layer, sequential } from "../src/models/architectures/sequential.ts";
import type { Topology } from "../src/models/modelFile.ts";

/** The networks that engines are timed on, untrained. */

/** LeNet as in Caffe's MNIST example: 20 and 50 filters of 5×5, 500 and 10 units; 431,080 weights. */
export function lenet(): Topology {
  return sequential(
    "lenet",
    [28, 28, 1],
    [
      layer("Conv2D", "conv1", { filters: 20, kernel_size: [5, 5], activation: "relu" }),
      layer("MaxPooling2D", "pool1", { pool_size: [2, 2] }),
      layer("Conv2D", "conv2", { filters: 50, kernel_size: [5, 5], activation: "relu" }),
      layer("MaxPooling2D", "pool2", { pool_size: [2, 2] }),
      layer("Flatten", "flatten", {}),
      layer("Dense", "fc1", { units: 500, activation: "relu" }),
      layer("Dense", "fc2", { units: 10, activation: "softmax" }),
    ],
  );
}

/** MobileNet v1 of a width and input size. */
export function mobilenet(alpha: number, size: number, classes: number): Topology {
  return architecture({ alpha, size, classes }).topology;
}
