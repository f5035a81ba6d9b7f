export interface Store<State extends object> {
  get(): State;
  /** Listeners hear which keys have changed, once a call. */
  set(patch: Partial<State>): void;
  on(listener: (state: State, changed: ReadonlySet<keyof State>) => void): void;
}

/** One selection for a page: what is selected anywhere is selected everywhere. */
export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const listeners: Parameters<Store<State>["on"]>[0][] = [];
  return {
    get: () => state,
    set(patch) {
      const keys = Object.keys(patch) as (keyof State)[];
      const changed = new Set(keys.filter((key) => !Object.is(patch[key], state[key])));
      if (changed.size === 0) return;
      state = { ...state, ...patch };
      for (const listener of listeners) listener(state, changed);
    },
    on(listener) {
      listeners.push(listener);
    },
  };
}
