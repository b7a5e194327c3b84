/** Hears how far a long search has come, a line at a time and not too often. */
export type Progress = (line: string) => void;

/** For searches that are short. */
export const QUIET: Progress = () => undefined;
