/** Methods that one side of a channel offers. Parameters and results must survive a structured clone. */
export type Methods<Offered> = { readonly [Name in keyof Offered]: (...parameters: never[]) => unknown };

/** The other side's methods, as they are called from here. */
export type Remote<Offered> = {
  readonly [Name in keyof Offered]: Offered[Name] extends (...parameters: infer Parameters) => infer Result
    ? (...parameters: Parameters) => Promise<Awaited<Result>>
    : never;
};

type Call = { readonly call: number; readonly method: string; readonly parameters: readonly unknown[] };
type Reply = { readonly reply: number } & ({ readonly result: unknown } | { readonly error: string });

/** Puts a message on its way. Buffers in `transfer` may be handed over instead of copied. */
export type Post = (message: unknown, transfer: readonly ArrayBuffer[]) => void;

/** A result whose buffers may be handed over, since whoever offers it does not need them any more. */
export class Transferred<Result> {
  readonly result: Result;
  readonly buffers: readonly ArrayBuffer[];

  constructor(result: Result, buffers: readonly ArrayBuffer[]) {
    this.result = result;
    this.buffers = buffers;
  }
}

/**
 * Calls across a border that carries only messages: between the extension and a webview, or a worker thread. What is
 * thrown on one side is an error of the same message on the other.
 */
export class Channel<Local extends Methods<Local>, Offered> {
  /** Calls the other side. A call rejects where the method throws, or the channel is closed before the answer. */
  readonly remote: Remote<Offered>;
  readonly #local: Local;
  readonly #post: Post;
  readonly #waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>();
  #calls = 0;
  #closed: Error | undefined;

  /** @param local what this side offers; it checks parameters itself where the other side is not trusted */
  constructor(local: Local, post: Post) {
    this.#local = local;
    this.#post = post;
    this.remote = new Proxy({} as Remote<Offered>, {
      get: (_target, method) => {
        // A promise that resolves with this must not be taken for one.
        if (typeof method !== "string" || method === "then") return undefined;
        return (...parameters: unknown[]) => this.#call(method, parameters);
      },
    });
  }

  /** To be given every message that arrives; those that are not this channel's are left alone. */
  receive(message: unknown): void {
    if (isReply(message)) this.#settle(message);
    else if (isCall(message)) void this.#answer(message);
  }

  /** Rejects all that is waiting, and every later call, with a sentence that says why: the first that is given. */
  close(reason: string): void {
    this.#closed ??= new Error(reason);
    for (const { reject } of this.#waiting.values()) reject(this.#closed);
    this.#waiting.clear();
  }

  #call(method: string, parameters: unknown[]): Promise<unknown> {
    if (this.#closed) return Promise.reject(this.#closed);
    const call = ++this.#calls;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
      this.#post({ call, method, parameters } satisfies Call, []);
    });
  }

  #settle(reply: Reply): void {
    const waiting = this.#waiting.get(reply.reply);
    this.#waiting.delete(reply.reply);
    if ("error" in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.result);
  }

  async #answer({ call, method, parameters }: Call): Promise<void> {
    try {
      if (!Object.hasOwn(this.#local, method)) throw new Error(`There is no ${method} here.`);
      const offered: (...given: never[]) => unknown = this.#local[method as keyof Local];
      const result = await offered(...(parameters as never[]));
      const [value, buffers] = result instanceof Transferred ? [result.result, result.buffers] : [result, []];
      this.#reply({ reply: call, result: value }, buffers);
    } catch (error) {
      this.#reply({ reply: call, error: error instanceof Error ? error.message : String(error) }, []);
    }
  }

  #reply(reply: Reply, buffers: readonly ArrayBuffer[]): void {
    if (!this.#closed) this.#post(reply, buffers);
  }
}

function isCall(message: unknown): message is Call {
  return typeof message === "object" && message !== null && "call" in message && "method" in message;
}

function isReply(message: unknown): message is Reply {
  return typeof message === "object" && message !== null && "reply" in message;
}
