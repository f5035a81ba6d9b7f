import type { serialization, Tensor, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import type { LayerVariable, layers } from "@tensorflow/tfjs-layers";
import type { Tf } from "./namespace.ts";

/** What the library's convolution layers are inside. */
interface Convolution extends layers.Layer {
  readonly kernel: LayerVariable;
  readonly bias: LayerVariable | null | undefined;
  readonly activation: { apply(x: Tensor): Tensor };
  readonly filters: number;
  readonly kernelSize: number[];
  readonly strides: number[];
  readonly padding: "same" | "valid" | "causal";
  readonly dataFormat: "channelsLast" | "channelsFirst";
  readonly dilationRate: number[];
}

type ConvolutionClass = serialization.SerializableConstructor<Convolution>;
type Call = layers.Layer["call"];
type Shape = (number | null)[];

/** Completes the convolution layers that networks are built of: causal ones, and dilated ones that train. */
export function completeConvolutions(tf: Tf): void {
  const { classNameMap } = tf.serialization.SerializationMap.getMap();
  const libraryClass = (name: string) => classNameMap[name][0] as unknown as ConvolutionClass;

  /** The library declares causal padding and does not compute it: zeros before the first step, and none after the last. */
  class CausalConv1D extends libraryClass("Conv1D") {
    override computeOutputShape(inputShape: Shape | Shape[]): Shape | Shape[] {
      if (this.padding !== "causal") return super.computeOutputShape(inputShape);
      const [batch, steps] = inputShape.flat();
      return [batch, steps === null ? null : Math.ceil(steps / this.strides[0]), this.filters];
    }

    override call(...[inputs, kwargs]: Parameters<Call>): ReturnType<Call> {
      if (this.padding !== "causal") return super.call(inputs, kwargs);
      const [x] = [inputs].flat() as Tensor3D[];
      const [step] = this.dilationRate;
      const before = (this.kernelSize[0] - 1) * step;
      return tf.tidy(() => {
        const padded = tf.pad(x, [
          [0, 0],
          [before, 0],
          [0, 0],
        ]);
        const kernel = this.kernel.read() as Tensor3D;
        return finish(tf, this, tf.conv1d(padded, kernel, this.strides[0], "valid", "NWC", step));
      });
    }
  }

  /** The library fuses a convolution with its bias, and has no gradient of the two together where there is a dilation. */
  class DilatedConv2D extends libraryClass("Conv2D") {
    override call(...[inputs, kwargs]: Parameters<Call>): ReturnType<Call> {
      const { padding, strides, dilationRate, dataFormat } = this;
      if (dataFormat !== "channelsLast" || dilationRate.every((step) => step === 1)) return super.call(inputs, kwargs);
      const [x] = [inputs].flat() as Tensor4D[];
      return tf.tidy(() => {
        const kernel = this.kernel.read() as Tensor4D;
        const y = tf.conv2d(
          x,
          kernel,
          strides as [number, number],
          padding as "same",
          "NHWC",
          dilationRate as [number, number],
        );
        return finish(tf, this, y);
      });
    }
  }

  tf.serialization.registerClass(CausalConv1D);
  tf.serialization.registerClass(DilatedConv2D);
}

function finish(tf: Tf, { bias, activation }: Convolution, x: Tensor): Tensor {
  return activation.apply(bias ? tf.add(x, bias.read()) : x);
}
