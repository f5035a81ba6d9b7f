import { openSubject } from "../../src/inspection/openSubject.ts";
import type { Subject } from "../../src/inspection/subject.ts";

/** What `ask` finds out of a file, which is closed again. */
export async function useSubject<Result>(
  file: string,
  ask: (subject: Subject) => Result | Promise<Result>,
): Promise<Result> {
  const subject = await openSubject(file);
  try {
    return await ask(subject);
  } finally {
    await subject.close();
  }
}
