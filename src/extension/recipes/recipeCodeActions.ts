import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  type Range,
  type TextDocument,
  WorkspaceEdit,
} from "vscode";
import { fixesFor, type RecipeFix } from "../../recipes/fixes.ts";
import type { ProblemCode, RecipeProblem } from "../../recipes/problem.ts";
import type { EditorProblem, RecipeAnalysis } from "./analysis.ts";
import { fileFixes } from "./fileFixes.ts";
import type { RecipeDocuments } from "./recipeDocuments.ts";
import { rangeAt, textEdits } from "./textRanges.ts";

/** Quick fixes for the problems of a recipe. */
export class RecipeCodeActions implements CodeActionProvider {
  readonly #documents: RecipeDocuments;

  constructor(documents: RecipeDocuments) {
    this.#documents = documents;
  }

  async provideCodeActions(document: TextDocument, range: Range): Promise<CodeAction[]> {
    const analysis = await this.#documents.analyse(document);
    const here = analysis.problems.filter((problem) => {
      return problem.range && rangeAt(document, problem.range).intersection(range);
    });
    const actions = here.map(async (problem) => {
      const fixes = await this.#fixes(document, problem, analysis);
      return fixes.map((fix, index) => actionOf(document, fix, problem, index === 0));
    });
    return (await Promise.all(actions)).flat();
  }

  async #fixes(document: TextDocument, problem: EditorProblem, analysis: RecipeAnalysis): Promise<RecipeFix[]> {
    if (isTextProblem(problem)) return fixesFor(problem, analysis);
    const offset = problem.range?.offset ?? 0;
    return fileFixes(problem, analysis.source, await this.#documents.candidates(document, offset));
  }
}

const fileCodes: ReadonlySet<string> = new Set([
  "modelMissing",
  "modelUnusable",
  "dataMissing",
  "dataUnusable",
  "labelMissing",
]);

/** Whether the text alone tells of it. */
function isTextProblem(problem: EditorProblem): problem is RecipeProblem & { readonly code: ProblemCode } {
  return !fileCodes.has(problem.code);
}

function actionOf(document: TextDocument, fix: RecipeFix, problem: EditorProblem, isFirst: boolean): CodeAction {
  const action = new CodeAction(fix.title, CodeActionKind.QuickFix);
  action.edit = new WorkspaceEdit();
  action.edit.set(document.uri, textEdits(document, fix));
  action.isPreferred = isFirst && problem.severity !== "information";
  return action;
}
