import type { Timeline } from "../../model/timeline.ts";
import type { Geometry } from "./geometry.ts";

/** What is on the page now; undefined before anything is. */
export type Drawn = () => { readonly timeline: Timeline; readonly geometry: Geometry } | undefined;
