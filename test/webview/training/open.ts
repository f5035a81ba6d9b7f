import type { Page } from "playwright-core";
import type { TrainingPanelHost, TrainingPanelView } from "../../../src/protocol/trainingPanel.ts";
import type { RunEvent } from "../../../src/runs/events.ts";
import { type OpenWebview, openWebview, type WebviewSetup } from "../browser.ts";
import { type FakeHost, type FakeHostWishes, fakeHost } from "./fakeHost.ts";

type Wishes = FakeHostWishes & Omit<WebviewSetup<never>, "host">;

/** Shows a run in the training panel, and waits until it is there. */
export async function openPanel(
  page: Page,
  events: readonly RunEvent[],
  { liveness, cannotRun, refuses, ...setup }: Wishes = {},
): Promise<OpenWebview<TrainingPanelView> & { readonly host: FakeHost }> {
  const wishes = { liveness, cannotRun, refuses };
  const host = fakeHost(events, Object.fromEntries(Object.entries(wishes).filter(([, wish]) => wish !== undefined)));
  const opened = await openWebview<TrainingPanelView, TrainingPanelHost>(page, "training", { ...setup, host });
  await page.waitForSelector("main");
  return { ...opened, host };
}
