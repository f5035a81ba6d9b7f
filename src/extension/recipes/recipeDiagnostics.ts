import { Diagnostic, DiagnosticSeverity, Disposable, languages, type TextDocument, workspace } from "vscode";
import type { EditorProblem } from "./analysis.ts";
import { isRecipe } from "./isRecipe.ts";
import { explanation } from "./recipeCommands.ts";
import type { RecipeDocuments } from "./recipeDocuments.ts";
import { rangeAt } from "./textRanges.ts";

/** Milliseconds that a person has to stop typing for. */
const patience = 300;

const severities = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
};

/** Shows the problems of open recipes. */
export function showRecipeDiagnostics(documents: RecipeDocuments): Disposable {
  const collection = languages.createDiagnosticCollection("sparsity");
  const waiting = new Map<string, NodeJS.Timeout>();

  const show = async (document: TextDocument) => {
    const { version } = document;
    const { problems } = await documents.analyse(document);
    if (document.isClosed || document.version !== version) return;
    // VS Code's own JSON editor says what is no JSON.
    const own = problems.filter(({ code }) => code !== "syntax");
    collection.set(
      document.uri,
      own.map((problem) => diagnosticOf(document, problem)),
    );
  };
  const schedule = (document: TextDocument, wait: number) => {
    if (!isRecipe(document)) return;
    const key = document.uri.toString();
    clearTimeout(waiting.get(key));
    waiting.set(
      key,
      setTimeout(() => void show(document), wait),
    );
  };
  const showAll = () => {
    for (const document of workspace.textDocuments) schedule(document, 0);
  };
  showAll();
  return Disposable.from(
    collection,
    documents.onDidChange(showAll),
    workspace.onDidOpenTextDocument((document) => schedule(document, 0)),
    workspace.onDidChangeTextDocument(({ document }) => schedule(document, patience)),
    workspace.onDidCloseTextDocument(({ uri }) => {
      clearTimeout(waiting.get(uri.toString()));
      waiting.delete(uri.toString());
      collection.delete(uri);
    }),
    new Disposable(() => {
      for (const timer of waiting.values()) clearTimeout(timer);
    }),
  );
}

function diagnosticOf(document: TextDocument, problem: EditorProblem): Diagnostic {
  const range = rangeAt(document, problem.range ?? { offset: 0, length: 1 });
  const diagnostic = new Diagnostic(range, problem.message, severities[problem.severity]);
  diagnostic.source = "Sparsity";
  diagnostic.code = { value: problem.code, target: explanation(problem.code) };
  return diagnostic;
}
