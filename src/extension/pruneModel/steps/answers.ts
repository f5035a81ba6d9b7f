import type { NetworkFacts } from "../../recipes/networkFacts.ts";
import {
  defaultLearningRate,
  defaultPasses,
  defaultTiming,
  type Normalize,
  type RecipeDraft,
  type Timing,
} from "../draft/recipeDraft.ts";
import type { RuleDraft } from "../draft/ruleDrafts.ts";
import type { DataFacts, TableColumn } from "../find/dataFacts.ts";
import { lossFor } from "../find/dataFit.ts";
import { mainPath } from "../find/dataPlace.ts";
import type { ModelPlace } from "../find/modelPlaces.ts";
import type { Remembered } from "./rememberedChoices.ts";

export interface ChosenModel {
  readonly place: ModelPlace;
  readonly network: NetworkFacts;
}

/** What has been answered so far. */
export class Answers {
  /** Of a table. */
  label: TableColumn | undefined;
  normalize: Normalize | undefined;
  preset: Remembered["preset"];
  rules: readonly RuleDraft[] = [];
  timing: Timing;
  /** Folder for the recipe; the model's own place decides where a person does not. */
  folder: string | undefined;
  readonly #before: Remembered;
  #model: ChosenModel | undefined;
  #data: DataFacts | undefined;
  #passes: number | undefined;
  #learningRate: number | undefined;

  /** @param before answers of the last time */
  constructor(before: Remembered) {
    this.#before = before;
    this.timing = before.timing ?? defaultTiming;
  }

  get model(): ChosenModel {
    return given(this.#model);
  }

  set model(model: ChosenModel) {
    if (model.place.path === this.#model?.place.path) return;
    this.#model = model;
    this.rules = [];
    this.#passes = undefined;
    this.#learningRate = undefined;
  }

  /** A network without weights is trained first: there is nothing to prune in it yet. */
  get prunes(): boolean {
    return this.#model?.network.weights !== 0;
  }

  get data(): DataFacts {
    return given(this.#data);
  }

  set data(data: DataFacts) {
    this.#data = data;
    this.label = undefined;
    this.normalize = undefined;
  }

  /** What was typed, while it still fits the schedule. */
  get passes(): number {
    return this.#passes ?? defaultPasses(this.rules, this.timing);
  }

  set passes(passes: number) {
    this.#passes = passes;
  }

  get learningRate(): number {
    const { network } = this.model;
    // Initial values want another rate than weights that are there.
    const last = network.weights > 0 ? this.#before.learningRate : undefined;
    return this.#learningRate ?? last ?? defaultLearningRate(network);
  }

  set learningRate(rate: number) {
    this.#learningRate = rate;
  }

  /** Another schedule asks for other passes. */
  changeTiming(change: Partial<Timing>): void {
    this.timing = { ...this.timing, ...change };
    this.#passes = undefined;
  }

  /** Rules of a preset, with the bounds that were given to such layers before. */
  chooseRules(preset: Remembered["preset"], rules: readonly RuleDraft[]): void {
    const bounds = { ...this.#before.bounds, ...boundsOf(this.rules) };
    this.preset = preset;
    this.rules = rules.map((rule) => ({ ...rule, sparsityUpperBound: bounds[keyOf(rule)] ?? rule.sparsityUpperBound }));
  }

  draft(): RecipeDraft {
    const { model, data, label, normalize, rules, timing, passes, learningRate } = this;
    return {
      model: model.place.path,
      network: model.network,
      data,
      label: label?.name,
      normalize,
      loss: lossFor(label ? label.targets : data.targets[0], model.network),
      rules,
      timing,
      passes,
      learningRate,
      batchSize: 32,
    };
  }

  /** What the next time begins with. */
  remember(): Remembered {
    const { data, normalize, preset, rules, timing, learningRate, model } = this;
    const bounds = { ...this.#before.bounds, ...boundsOf(rules) };
    return {
      ...this.#before,
      data: mainPath(data.place) ?? null,
      ...(typeof normalize === "string" ? { normalize } : {}),
      ...(rules.length > 0 ? { preset, bounds, timing } : {}),
      ...(model.network.weights > 0 ? { learningRate } : {}),
    };
  }
}

function boundsOf(rules: readonly RuleDraft[]): Record<string, number> {
  return Object.fromEntries(rules.map((rule) => [keyOf(rule), rule.sparsityUpperBound]));
}

/** A group, or one key for all that was chosen layer by layer. */
function keyOf({ select }: RuleDraft): string {
  return typeof select === "string" && ["pointwise", "conv", "dense"].includes(select) ? select : "layers";
}

function given<Value>(answer: Value | undefined): Value {
  if (answer === undefined) throw new Error("A question was asked before the one that it follows from.");
  return answer;
}
