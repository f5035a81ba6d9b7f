import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Tests in a browser wait most of their time: one worker for each core, where one less is the default.
    maxWorkers: availableParallelism(),
    // A loaded machine is slow, not wrong.
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "node and browser",
          include: ["test/**/*.test.ts"],
          exclude: ["test/vscode/**"],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: "VS Code",
          include: ["test/vscode/**/*.test.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          // After the others, and one window at a time: a VS Code, a browser and a trainer keep two cores busy.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
