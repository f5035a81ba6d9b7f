import { describe, expect, it } from "vitest";
import { WeightPlacer } from "../../src/models/placement.ts";
import type { PlacedLayer } from "../../src/models/topology/graph.ts";

function placed(
  path: string,
  className = "Conv2D",
  config = {},
  name = path.slice(path.lastIndexOf("/") + 1),
): PlacedLayer {
  return { path, layer: { name, className, config, model: undefined, calls: [] } };
}

/** Full names that the weights of a file get, in the file's order. */
function places(layers: readonly PlacedLayer[], names: readonly string[], within?: string): (string | undefined)[] {
  const placer = new WeightPlacer(layers);
  return names.map((name) => {
    const placement = placer.place(name, within);
    return placement && `${placement.owner.path}/${placement.weight}`;
  });
}

describe("a weight's layer is found", () => {
  it("whatever stands around the layer's name", () => {
    const names = ["conv/kernel:0", "net/backbone/conv/bias"];
    expect(places([placed("backbone/conv"), placed("head")], names)).toEqual([
      "backbone/conv/kernel",
      "backbone/conv/bias",
    ]);
  });

  it("among layers of one name by the models around it, else in the file's order", () => {
    const twins = [placed("left/conv"), placed("right/conv")];
    expect(places(twins, ["right/conv/kernel", "left/conv/kernel"])).toEqual(["right/conv/kernel", "left/conv/kernel"]);
    expect(places(twins, ["conv/kernel", "conv/bias", "conv/kernel"])).toEqual([
      "left/conv/kernel",
      "left/conv/bias",
      "right/conv/kernel",
    ]);
    expect(places(twins, ["conv/kernel"], "right")).toEqual(["right/conv/kernel"]);
  });

  it("where the layer's own name has slashes", () => {
    const layer = placed("stage1/conv", "Conv2D", {}, "stage1/conv");
    expect(places([layer], ["stage1/conv/kernel:0"])).toEqual(["stage1/conv/kernel"]);
  });

  it("without the cell of a recurrent layer, and with the parts of one that is not known", () => {
    const layers = [placed("lstm", "LSTM"), placed("attention", "MultiHeadAttention")];
    const names = ["lstm/lstm_cell_3/recurrent_kernel:0", "attention/query/kernel:0", "attention/key/kernel:0"];
    expect(places(layers, names)).toEqual(["lstm/recurrent_kernel", "attention/query/kernel", "attention/key/kernel"]);
  });

  it("under the role that tfjs knows, where Keras 3 has another", () => {
    expect(places([placed("dw", "DepthwiseConv2D")], ["net/dw/kernel"])).toEqual(["dw/depthwise_kernel"]);
  });

  it("or it is nobody's", () => {
    expect(places([placed("conv")], ["dense/kernel", "kernel"])).toEqual([undefined, undefined]);
  });
});
