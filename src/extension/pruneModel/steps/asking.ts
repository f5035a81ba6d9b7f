import type { RecipeDraft } from "../draft/recipeDraft.ts";
import { type ReadNetwork, WorkspaceLists } from "../find/lists.ts";
import { Answers, type ChosenModel } from "./answers.ts";
import { MultiStep, type QuickInputs, type Step } from "./multiStep.ts";
import type { Remembered } from "./rememberedChoices.ts";

/** What the questions need of the world around them. */
export interface Surroundings {
  readonly inputs: QuickInputs;
  /** Folders of the workspace. */
  readonly folders: readonly string[];
  readonly readNetwork: ReadNetwork;
  readonly namesIn: (folder: string) => Promise<readonly string[]>;
  /** How a person calls a path: relative to the workspace. */
  readonly nameOf: (path: string) => string;
  readonly browse: (what: "model" | "data" | "recipe") => Promise<string | undefined>;
  /** How long the run will take, in words. */
  readonly timeOf: (draft: RecipeDraft) => Promise<string>;
}

export interface AskingSettings {
  readonly title: string;
  /** Where it is not to be asked for. */
  readonly model: ChosenModel | undefined;
  readonly canRun: boolean;
  readonly remembered: Remembered;
}

/** A recipe to be written, and whether it is to be run. */
export interface WizardResult {
  readonly draft: RecipeDraft;
  readonly folder: string;
  readonly name: string;
  readonly run: boolean;
}

export const stepNames = ["model", "data", "rules", "schedule", "training", "plan"] as const;
export type StepName = (typeof stepNames)[number];

/** What the steps share: the answers so far, and the way from one to another. */
export class Asking {
  readonly around: Surroundings;
  readonly settings: AskingSettings;
  readonly lists: WorkspaceLists;
  readonly multi: MultiStep;
  readonly answers: Answers;
  result: WizardResult | undefined;
  readonly #steps: Readonly<Record<StepName, Step>>;

  constructor(
    around: Surroundings,
    settings: AskingSettings,
    steps: Readonly<Record<StepName, (asking: Asking) => Step>>,
  ) {
    this.around = around;
    this.settings = settings;
    this.lists = new WorkspaceLists(around.folders, around.readNetwork);
    this.multi = new MultiStep(around.inputs);
    this.answers = new Answers(settings.remembered);
    if (settings.model) this.answers.model = settings.model;
    const made = stepNames.map((name) => [name, steps[name](this)]);
    this.#steps = Object.fromEntries(made) as Record<StepName, Step>;
  }

  /** The step itself, the same one each time. */
  to(name: StepName): Step {
    return this.#steps[name];
  }

  /** Title and place of a question of this step; details have the place of the step that leads to them. */
  at(name: StepName): { readonly title: string; readonly step: number; readonly totalSteps: number } {
    const asked = stepNames.filter((one) => this.#isAsked(one));
    return { title: this.settings.title, step: asked.indexOf(name) + 1, totalSteps: asked.length };
  }

  #isAsked(name: StepName): boolean {
    if (name === "model") return !this.settings.model;
    return this.answers.prunes || (name !== "rules" && name !== "schedule");
  }
}
