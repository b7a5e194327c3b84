import { type Area, isJudge } from './areas.ts';
import type { ImportGraph } from './import-graph.ts';

/**
 * The area's test files that import the mutated file, directly or from afar; all of the area's
 * where none does, for then it is reached in a way that no import shows.
 */
export function chooseTests(
  file: string,
  area: Area,
  graph: ImportGraph,
  testFiles: readonly string[],
): readonly string[] {
  const ofArea = testFiles.filter((test) => isJudge(test, area));
  const reaching = graph.reaching(file);
  const chosen = ofArea.filter((test) => reaching.has(test));
  return chosen.length > 0 ? chosen : ofArea;
}
