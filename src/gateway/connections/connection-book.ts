/** What a connection does: nothing said yet, between two requests, or with a request under way. */
export type ConnectionState = 'silent' | 'resting' | 'asking';

/** How many connections may be open at once. */
export interface ConnectionCaps {
  readonly perSourceMax: number;
  readonly max: number;
}

/** The open connections of a listener by their source, and which of them has to go. */
export interface ConnectionBook<Connection> {
  /**
   * Enters a connection. Where a cap is full, gives back the one to close for it: the longest
   * silent, else the longest resting, else the one whose request has been arriving for longest; the
   * new one itself where all the others are being answered. It is out of the book then.
   */
  enter(connection: Connection, source: string): Connection | null;
  /** Notes what a connection does now. One that has left is not entered again. */
  note(connection: Connection, state: ConnectionState): void;
  leave(connection: Connection): void;
  /** Those to which nothing is owed: silent, resting, or still sending their request. */
  unowed(): readonly Connection[];
  readonly size: number;
}

interface Source<Connection> {
  readonly name: string;
  readonly states: Readonly<Record<ConnectionState, Set<Connection>>>;
}

/**
 * Makes a book. `isArriving` says of an asking connection whether its request is still on its way;
 * only such a one may be closed, for nothing of it was stored.
 *
 * Closing the oldest instead of refusing the newest is what keeps the door open: whoever holds
 * thousands of idle sockets loses those, and one who sends a request at once is never the oldest.
 */
export function createConnectionBook<Connection>(
  { perSourceMax, max }: ConnectionCaps,
  isArriving: (connection: Connection) => boolean,
): ConnectionBook<Connection> {
  const sources = new Map<string, Source<Connection>>();
  const sourceByConnection = new Map<Connection, Source<Connection>>();

  const leave = (connection: Connection) => {
    const source = sourceByConnection.get(connection);
    if (source === undefined) return;
    sourceByConnection.delete(connection);
    for (const state of STATES) source.states[state].delete(connection);
    if (countOf(source) === 0) sources.delete(source.name);
  };
  const fullSource = (name: string) => {
    const own = sources.get(name);
    if (own !== undefined && countOf(own) >= perSourceMax) return own;
    return sourceByConnection.size >= max ? largest(sources.values()) : undefined;
  };

  return {
    enter(connection, name) {
      const full = fullSource(name);
      const closing = full === undefined ? null : (longest(full, isArriving) ?? connection);
      if (closing === connection) return connection;
      if (closing !== null) leave(closing);
      const source = sources.get(name) ?? newSource<Connection>(name);
      sources.set(name, source);
      source.states.silent.add(connection);
      sourceByConnection.set(connection, source);
      return closing;
    },
    note(connection, state) {
      const source = sourceByConnection.get(connection);
      if (source === undefined) return;
      for (const other of STATES) source.states[other].delete(connection);
      source.states[state].add(connection);
    },
    leave,
    unowed: () =>
      [...sources.values()].flatMap(({ states }) => [
        ...states.silent,
        ...states.resting,
        ...[...states.asking].filter((connection) => isArriving(connection)),
      ]),
    get size() {
      return sourceByConnection.size;
    },
  };
}

const STATES = ['silent', 'resting', 'asking'] as const satisfies readonly ConnectionState[];

function newSource<Connection>(name: string): Source<Connection> {
  return { name, states: { silent: new Set(), resting: new Set(), asking: new Set() } };
}

function countOf({ states }: Source<unknown>): number {
  return states.silent.size + states.resting.size + states.asking.size;
}

function largest<Connection>(
  sources: Iterable<Source<Connection>>,
): Source<Connection> | undefined {
  let found: Source<Connection> | undefined;
  for (const source of sources) {
    if (found === undefined || countOf(source) > countOf(found)) found = source;
  }
  return found;
}

/** A set gives its members in the order in which they came. */
function longest<Connection>(
  { states }: Source<Connection>,
  isArriving: (connection: Connection) => boolean,
): Connection | undefined {
  const [silent] = states.silent;
  const [resting] = states.resting;
  return silent ?? resting ?? [...states.asking].find((connection) => isArriving(connection));
}
