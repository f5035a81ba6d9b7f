import { describe, expect, it } from "vitest";
import { bytes, changeOf, count, duration, percent, points, thinSpace } from "../../src/runs/figures.ts";

const plain = (text: string) => text.replaceAll(thinSpace, " ");

describe("numbers for people", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "1.00 kB"],
    [12_345_678, "12.35 MB"],
    [999_994, "999.99 kB"],
    [999_996, "1.00 MB"],
    [3.2e13, "32.00 TB"],
    [3.2e16, "32000.00 TB"],
  ])("shows %d bytes as %s", (value, text) => {
    expect(plain(bytes(value))).toBe(text);
  });

  it.each([
    [3.25, "3.3 s"],
    [59.94, "59.9 s"],
    [59.99, "1 min 0 s"],
    [61, "1 min 1 s"],
    [119.8, "2 min 0 s"],
    [3_725, "1 h 2 min"],
  ])("shows %d seconds as %s", (seconds, text) => {
    expect(plain(duration(seconds))).toBe(text);
  });

  it("shows a share as percent, and a dash where nothing was measured", () => {
    expect(plain(percent(0.16818, 2))).toBe("16.82 %");
    expect(percent(null)).toBe("–");
  });

  it("signs changes with a real minus", () => {
    expect(points(-0.0123)).toBe("−1.23 points");
    expect(plain(changeOf(200, 250))).toBe("+25.0 %");
    expect(points(0)).toBe("±0.00 points");
  });

  it("groups the digits of counts", () => {
    expect(count(475544)).toBe("475,544");
  });
});
