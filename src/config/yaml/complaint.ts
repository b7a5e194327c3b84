/** The way to one value of a file: keys of groups, and indices of lists. */
export type Path = readonly PropertyKey[];

/** Says something about one place of a file. */
export interface Complaint {
  readonly path: Path;
  /** True to point at the key itself instead of its value. */
  readonly atKey: boolean;
  /** What was expected there, as in `expected at most 5`. */
  readonly text: string;
}
