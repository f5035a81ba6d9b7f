import type { TensorEntry, TensorStatistics } from "../../../src/protocol/tensorViews.ts";
import { count, percent } from "../../../src/runs/figures.ts";
import { element } from "../../shared/dom.ts";
import { withoutShared } from "../../shared/names.ts";
import { groupTensors, listRows, type SortKey, sortKeys, titleOf } from "../model/tensorList.ts";
import { createTensorList } from "./tensorList.ts";

export interface NavigationState {
  readonly tensors: readonly TensorEntry[];
  readonly statistics: ReadonlyMap<string, TensorStatistics>;
  readonly selected: string | undefined;
  readonly filter: string;
  readonly sort: SortKey;
  readonly showsOthers: boolean;
}

export interface NavigationActions {
  select(tensor: string): void;
  filter(words: string): void;
  sort(key: SortKey): void;
  showOthers(shown: boolean): void;
}

export interface Navigation {
  readonly node: HTMLElement;
  update(state: NavigationState): void;
  reveal(): void;
}

/** Characters of a name that a select in a narrow panel can show. */
const longestOption = 28;

const sortNames: Readonly<Record<SortKey, string>> = {
  order: "file order",
  size: "most weights",
  sparsity: "sparsest",
  bytes: "most bytes",
  dead: "most dead filters",
};

/** The list of tensors with what narrows and orders it, and the same as a select where there is no room for a list. */
export function createNavigation(actions: NavigationActions): Navigation {
  const list = createTensorList(actions.select);
  const filter = element("input", {
    type: "search",
    placeholder: "Filter",
    "aria-label": "Filter tensors by name or class",
  });
  filter.addEventListener("input", () => actions.filter(filter.value));
  const sort = element(
    "select",
    { "aria-label": "Order of the tensors" },
    ...sortKeys.map((key) => element("option", { value: key }, sortNames[key])),
  );
  sort.addEventListener("change", () => actions.sort(sort.value as SortKey));
  const picker = element("select", { class: "picker", "aria-label": "Tensor" });
  picker.addEventListener("change", () => actions.select(picker.value));
  const others = element("button", { type: "button", class: "others", "aria-expanded": false });
  others.addEventListener("click", () => actions.showOthers(others.getAttribute("aria-expanded") !== "true"));
  const nothing = element("p", { class: "nothing small muted", role: "status" });
  const node = element(
    "div",
    { class: "navigation" },
    picker,
    element("div", { class: "list-controls" }, filter, sort),
    list.node,
    nothing,
    others,
  );

  return {
    node,
    update({ tensors, statistics, selected, filter: words, sort: key, showsOthers }) {
      const groups = groupTensors(tensors);
      const hasBoth = groups.main.length > 0 && groups.others.length > 0;
      const rows = listRows(showsOthers || !hasBoth ? tensors : groups.main, statistics, { filter: words, sort: key });
      if (filter.value !== words) filter.value = words;
      sort.value = key;
      list.update(rows, selected);
      nothing.hidden = rows.length > 0;
      nothing.textContent = tensors.length === 0 ? "This file holds no tensors." : `No tensor is called “${words}”.`;
      others.hidden = !hasBoth;
      others.setAttribute("aria-expanded", String(showsOthers));
      const weights = groups.others.reduce((sum, { size }) => sum + size, 0);
      const kind = tensors.some(({ pruned }) => pruned) ? "dense" : "other";
      const noun = groups.others.length === 1 ? "tensor" : "tensors";
      others.replaceChildren(
        element("span", {}, `${count(groups.others.length)} ${kind} ${noun}`),
        element("span", { class: "number" }, count(weights)),
      );
      fillPicker(picker, groups, statistics, selected);
    },
    reveal: list.reveal,
  };
}

function fillPicker(
  picker: HTMLSelectElement,
  { main, others }: ReturnType<typeof groupTensors>,
  statistics: ReadonlyMap<string, TensorStatistics>,
  selected: string | undefined,
): void {
  // Somebody may be choosing: the options must stay where they are.
  if (picker.matches(":focus")) return;
  const option = ({ name }: TensorEntry, label: string) => {
    const found = statistics.get(name);
    const text = found ? `${label}  ${percent(found.sparsity)}` : label;
    return element("option", { value: name, selected: name === selected }, text);
  };
  const group = (label: string, tensors: readonly TensorEntry[]) => {
    const names = tensors.map(titleOf);
    const labels = names.some((name) => name.length > longestOption) ? withoutShared(names) : names;
    return (
      tensors.length > 0 && element("optgroup", { label }, ...tensors.map((tensor, i) => option(tensor, labels[i])))
    );
  };
  const isMasked = main.some(({ pruned }) => pruned);
  picker.replaceChildren(
    ...[group(isMasked ? "Pruned" : "Matrices", main), group(isMasked ? "Dense" : "Others", others)].filter(
      (node) => node !== false,
    ),
  );
}
