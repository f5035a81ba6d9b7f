import type { Subject } from "./subject.ts";

/** A subject, and how many are reading it. */
interface Shared {
  readonly subject: Subject;
  readers: number;
  retired: boolean;
}

/** A subject as the disk had it last. One that a newer one has replaced is closed when its readers are done. */
export class Inspection {
  readonly #openSubject: () => Promise<Subject>;
  #current: Promise<Shared> | undefined;

  /** @param openSubject opens it as the disk has it then */
  constructor(openSubject: () => Promise<Subject>) {
    this.#openSubject = openSubject;
  }

  /** Rejects with what opening rejects with; opening is tried again each time. */
  async use<Result>(read: (subject: Subject) => Result | Promise<Result>): Promise<Result> {
    this.#current ??= this.#open();
    const shared = await this.#current;
    shared.readers++;
    try {
      return await read(shared.subject);
    } finally {
      shared.readers--;
      await closeIfUnused(shared);
    }
  }

  /** Whoever reads from now on reads what is on the disk now. What is being read through of the old subject ends. */
  refresh(): void {
    void this.close();
  }

  /** Resolves when the files are closed, unless they are being read. */
  async close(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    const shared = await current?.catch(() => undefined);
    if (!shared) return;
    shared.retired = true;
    shared.subject.outdate();
    await closeIfUnused(shared);
  }

  #open(): Promise<Shared> {
    const opening = this.#openSubject().then((subject) => ({ subject, readers: 0, retired: false }));
    opening.catch(() => {
      if (this.#current === opening) this.#current = undefined;
    });
    return opening;
  }
}

async function closeIfUnused({ subject, readers, retired }: Shared): Promise<void> {
  if (retired && readers === 0) await subject.close();
}
