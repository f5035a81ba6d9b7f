/**
 * A list that never changes: `append` gives a longer one. Versions share one array, so a state that grows by an item
 * an event copies nothing; only appending to a version that has already been appended to copies.
 */
export class History<Item> implements Iterable<Item> {
  readonly length: number;
  readonly #shared: Item[];

  private constructor(shared: Item[], length: number) {
    this.#shared = shared;
    this.length = length;
  }

  static of<Item>(...items: readonly Item[]): History<Item> {
    return new History([...items], items.length);
  }

  /** Counts from the end where `index` is negative, as arrays do. */
  at(index: number): Item | undefined {
    const place = index < 0 ? this.length + index : index;
    return place < this.length ? this.#shared[place] : undefined;
  }

  /** O(1), amortised. */
  append(item: Item): History<Item> {
    const shared = this.#shared.length === this.length ? this.#shared : this.#shared.slice(0, this.length);
    shared.push(item);
    return new History(shared, this.length + 1);
  }

  /** Without the items at its end for which `drops` holds. */
  dropEnd(drops: (item: Item) => boolean): History<Item> {
    let length = this.length;
    while (length > 0 && drops(this.#shared[length - 1] as Item)) length--;
    return length === this.length ? this : new History(this.#shared, length);
  }

  *[Symbol.iterator](): Generator<Item, void> {
    for (let i = 0; i < this.length; i++) yield this.#shared[i] as Item;
  }

  toArray(): Item[] {
    return this.#shared.slice(0, this.length);
  }
}
