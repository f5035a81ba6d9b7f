import type { Topology } from "../../src/models/modelFile.ts";
import { lenet, mobilenet } from "../topologies.ts";

/** A network and a batch that every contender trains. */
export interface Case {
  readonly name: string;
  readonly title: string;
  readonly topology: Topology;
  /** Shape of an example, channels last. */
  readonly input: readonly number[];
  readonly classes: number;
  readonly batch: number;
  /** Measured steps each time that it is a contender's turn. */
  readonly steps: number;
}

export const cases: readonly Case[] = [
  {
    name: "lenet",
    title: "LeNet, batch 64",
    topology: lenet(),
    input: [28, 28, 1],
    classes: 10,
    batch: 64,
    steps: 20,
  },
  {
    name: "mobilenet.25@32",
    title: "MobileNet 0.25 at 32 px, batch 32",
    topology: mobilenet(0.25, 32, 10),
    input: [32, 32, 3],
    classes: 10,
    batch: 32,
    steps: 15,
  },
  {
    name: "mobilenet.25@64",
    title: "MobileNet 0.25 at 64 px, batch 32",
    topology: mobilenet(0.25, 64, 10),
    input: [64, 64, 3],
    classes: 10,
    batch: 32,
    steps: 10,
  },
  {
    name: "mobilenet1.0@224",
    title: "MobileNet 1.0 at 224 px, batch 8",
    topology: mobilenet(1, 224, 1000),
    input: [224, 224, 3],
    classes: 1000,
    batch: 8,
    steps: 3,
  },
];
