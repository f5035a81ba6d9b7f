/** Style of the report: light and dark as the reader's system is, plain on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1f2328; --muted: #5b636d; --line: #dfe3e8; --shade: #f5f7f9;
  --blue: #0b6bcb; --purple: #7a3db8; --red: #b3261e; --green: #1a7f37; --amber: #8a5a00;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16191d; --ink: #e4e7eb; --muted: #9aa3ad; --line: #30363d; --shade: #1e2329;
    --blue: #58a6ff; --purple: #b78af0; --red: #ff8a80; --green: #56c271; --amber: #e0a93b;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 40px 32px 64px; max-width: 1080px;
  background: var(--paper); color: var(--ink);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
  font-variant-numeric: tabular-nums;
}
h1 { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 14px; margin: 0; font-size: 24px; line-height: 1.25; font-weight: 600; overflow-wrap: anywhere; }
h2 { margin: 40px 0 12px; font-size: 16px; font-weight: 600; }
.facts { display: flex; flex-wrap: wrap; gap: 0 24px; margin: 6px 0 0; padding: 0; list-style: none; color: var(--muted); overflow-wrap: anywhere; }
.status { padding: 1px 9px; border: 1px solid; border-radius: 99px; font-size: 12px; line-height: 1.5; font-weight: 600; }
.status.completed { color: var(--green); } .status.failed { color: var(--red); }
.status.stopped, .status.interrupted { color: var(--amber); } .status.running { color: var(--blue); }
.reason { margin: 16px 0 0; padding: 10px 14px; border-left: 3px solid var(--line); background: var(--shade); }
.reason.failed { border-color: var(--red); }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 24px; margin: 28px 0 0; padding: 20px 0; border: solid var(--line); border-width: 1px 0; }
.figures dt { color: var(--muted); font-size: 12px; }
.figures dd { margin: 0; }
.figures .figure { font-size: 26px; line-height: 1.3; font-weight: 600; white-space: nowrap; }
.figures .note { color: var(--muted); font-size: 12px; }
.wide { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13px; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; font-weight: 400; }
th:last-child, td:last-child { padding-right: 0; }
thead th { color: var(--muted); font-size: 12px; vertical-align: bottom; }
.number { text-align: right; }
.strong, tbody th { font-weight: 600; }
tr.pruned td, tr.pruned th { background: var(--shade); }
td.bar { width: 22%; min-width: 100px; }
.track { position: relative; height: 10px; background: var(--shade); box-shadow: inset 0 0 0 1px var(--line); }
.fill { height: 100%; background: var(--blue); }
.target { position: absolute; top: -3px; bottom: -3px; width: 2px; margin-left: -1px; background: var(--ink); }
.raw, .gzip { height: 6px; background: var(--purple); }
.raw { opacity: 0.4; margin-bottom: 2px; }
.empty { margin: 0; color: var(--muted); }
.caption { margin: 8px 0 0; color: var(--muted); font-size: 12px; }
summary { cursor: pointer; }
details .wide { margin-top: 12px; }
.timeline { display: block; width: 100%; min-width: 640px; height: auto; }
.timeline text { fill: var(--ink); font-size: 12px; }
.timeline .tick { fill: var(--muted); font-size: 11px; }
.timeline .worst { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; }
.timeline .panel, .timeline .value { font-weight: 600; }
.timeline .grid { stroke: var(--line); }
.timeline .future { fill: var(--shade); }
.timeline .scheduled { fill: none; stroke: var(--muted); stroke-dasharray: 4 4; }
.timeline .reached { fill: none; stroke: var(--blue); stroke-width: 2; }
.timeline .event { fill: var(--blue); }
.timeline .coming { fill: var(--paper); stroke: var(--blue); }
.timeline .dense { stroke: var(--muted); stroke-dasharray: 2 3; }
.timeline .stem { stroke: var(--muted); opacity: 0.45; }
.timeline .measure { fill: var(--ink); }
.hashes { display: grid; grid-template-columns: max-content 1fr; gap: 2px 16px; margin: 0; font-size: 12px; }
.hashes dt { color: var(--muted); }
.hashes dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 720px) {
  body { padding: 24px 16px 48px; }
  .figures { grid-template-columns: repeat(2, 1fr); }
}
@media print { body { max-width: none; padding: 0; } tr { break-inside: avoid; } }
`;
