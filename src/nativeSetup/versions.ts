/** What is set up, each in one version: these have been seen to work together. */

/** TensorFlow.js on libtensorflow. */
export const tfjsNode = { name: "@tensorflow/tfjs-node", version: "4.22.0" } as const;

/**
 * The header files of Node-API, by the makers of Node.js. Its binary interface is stable, so that one build serves every
 * Node.js, VS Code's too, and none of their own headers are needed.
 */
export const nodeApiHeaders = { name: "node-api-headers", version: "1.9.0" } as const;

/** The Node-API that the binding is built for: the newest that tfjs-node 4 looks for, in `lib/napi-v8`. */
export const nodeApiVersion = 8;

/**
 * TensorFlow, whose Python wheels hold libtensorflow and the headers of its C interface: the newest that the binding has
 * been built against and the engine's tests have passed with. 2.12 and 2.16 work too; the wheel of 2.16 is a fifth smaller,
 * and a training step took as long with either, as far as that could be told from the noise.
 */
export const tensorflowVersion = "2.21.0";

/** The last TensorFlow with wheels for Macs with Intel processors. */
export const lastTensorflowForIntelMacs = "2.16.2";

/** What npm downloads, and what that takes on the disk: mostly TensorFlow.js in its many forms. */
export const npmBytes = { download: 74e6, disk: 278e6 };
