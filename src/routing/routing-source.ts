import assert from 'node:assert/strict';
import path from 'node:path';

import type { Opening, Routing } from '../contract/routing.ts';
import { YamlFileError } from '../config/yaml/yaml-file-error.ts';
import { type ReadText, readText } from '../config/yaml/read-text.ts';
import type { Reloadable } from '../config/yaml/reload-together.ts';
import {
  type BusinessCalendar,
  openingAt,
  type TimedOpening,
  validUntilMs,
} from './business-calendar.ts';
import { readCalendar } from './read-calendar.ts';
import { readRouting, type RoutedPartners, type RoutingTable } from './read-routing.ts';

/** Where the routing settings and the calendars come from. */
export interface RoutingSourceSettings extends RoutedPartners {
  /** The routing file; calendars lie in the folder `calendars` beside it. */
  readonly path: string;
  /** `always`: every partner is open at every hour, as simulated ones are. */
  readonly calendars: 'files' | 'always';
  readonly read: ReadText;
}

/** The routing settings in force, and the way to replace them while payouts are routed. */
export interface RoutingSource extends Routing, Reloadable {
  /** When the calendar of each partner ends; partners without one are left out. */
  calendarsEnd(): readonly { readonly partner: string; readonly atSeconds: number }[];
}

/** The calendar of a partner that works at every hour of every day. */
const ALWAYS = 'always';
const OPEN: Opening = { open: true, note: null };
const MS_PER_SECOND = 1_000;

/** What is in force together. */
interface Loaded {
  readonly table: RoutingTable;
  readonly calendars: ReadonlyMap<string, BusinessCalendar>;
  /** What each partner's calendar said last, and from when until when it says so. */
  readonly said: Map<string, TimedOpening & { readonly sinceMs: number }>;
}

/**
 * Holds tiers, prices, bounds, exploration and calendars as the files say them. Throws
 * `YamlFileError` when one is wrong at the start: there is nothing older to keep then.
 */
export function createRoutingSource(settings: RoutingSourceSettings): RoutingSource {
  let loaded = load(settings);

  return {
    path: settings.path,
    rules: () => loaded.table.rules,
    termsOf(partner) {
      const terms = loaded.table.terms.get(partner);
      assert(terms !== undefined, `no terms were loaded for ${partner}`);
      return terms;
    },
    openingOf(partner, nowMs) {
      const calendar = loaded.calendars.get(partner);
      if (calendar === undefined) return OPEN;
      const last = loaded.said.get(partner);
      if (last !== undefined && last.sinceMs <= nowMs && nowMs < last.untilMs) return last;
      const opening = { ...openingAt(calendar, nowMs), sinceMs: nowMs };
      loaded.said.set(partner, opening);
      return opening;
    },
    calendarsEnd: () =>
      [...loaded.calendars].map(([partner, calendar]) => ({
        partner,
        atSeconds: validUntilMs(calendar) / MS_PER_SECOND,
      })),
    prepare() {
      const read = load(settings);
      return () => {
        loaded = read;
      };
    },
  };
}

function load(settings: RoutingSourceSettings): Loaded {
  const text = readText(settings.read, settings.path);
  const table = readRouting(text, settings.path, settings);
  const calendars = settings.calendars === 'files' ? loadCalendars(settings, table) : new Map();
  return { table, calendars, said: new Map() };
}

/** Every calendar that some partner needs; all problems of all files at once. */
function loadCalendars(
  { partners, path: routingFile, read }: RoutingSourceSettings,
  { calendars: names, refuseCalendar }: RoutingTable,
): ReadonlyMap<string, BusinessCalendar> {
  const problems: string[] = [];
  const calendars = new Map<string, BusinessCalendar>();
  for (const [partner, { limits }] of partners) {
    const name = names.get(partner) ?? ALWAYS;
    const file = path.join(path.dirname(routingFile), 'calendars', `${name}.yaml`);
    try {
      if (name !== ALWAYS) calendars.set(partner, readCalendar(readText(read, file), file, name));
      else if (limits.calendar !== ALWAYS || limits.cutOffs.length > 0) {
        // A partner that promises hours must not be taken for one that never closes.
        refuseCalendar(partner, 'a calendar: it has hours of business');
      }
    } catch (error) {
      if (!(error instanceof YamlFileError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new YamlFileError([...new Set(problems)]);
  return calendars;
}
