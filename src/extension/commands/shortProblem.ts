/** `/models/lenet.prune.json:3:5: …` as `Line 3: …`, since everybody knows which file is meant. */
export function shortProblem(problem: string, file: string | undefined): string {
  if (file === undefined || !problem.startsWith(file)) return problem;
  const rest = problem.slice(file.length);
  const place = /^:(\d+):\d+: /.exec(rest);
  return place ? `Line ${place[1]}: ${rest.slice(place[0].length)}` : rest.replace(/^: /, "");
}
