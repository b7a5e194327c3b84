import type { Complaint } from '../config/yaml/complaint.ts';
import { readYamlFile } from '../config/yaml/yaml-file.ts';
import type { BusinessCalendar } from './business-calendar.ts';
import { type CalendarFile, calendarSchema } from './calendar-schema.ts';
import { openZone } from './zone.ts';

/**
 * Reads one calendar file. Throws `YamlFileError` with every problem of the file: broken YAML, days
 * that do not exist, hours that end before they begin, a day that is both holiday and working day.
 */
export function readCalendar(text: string, file: string, name: string): BusinessCalendar {
  const { data, refuse } = readYamlFile(text, file, calendarSchema);
  refuse([...dayConflicts(data), ...windowConflicts(data), ...maintenanceConflicts(data)]);
  return {
    name,
    zone: openZone(data.timeZone),
    validUntil: data.validUntil,
    businessDays: new Set(data.businessDays),
    holidays: new Map(Object.entries(data.holidays)),
    extraWorkingDays: new Map(Object.entries(data.extraWorkingDays)),
    windows: data.windows.map(({ opens, cutOff }) => ({
      opensMinute: minuteOf(opens),
      cutOffMinute: minuteOf(cutOff),
    })),
    maintenance: data.maintenance
      .map(({ from, to, why }) => ({ fromMs: Date.parse(from), toMs: Date.parse(to), why }))
      .toSorted((a, b) => a.fromMs - b.fromMs),
  };
}

/** A day that was listed beyond the end means that somebody forgot to move the end. */
function dayConflicts(file: CalendarFile): readonly Complaint[] {
  const lists = ['holidays', 'extraWorkingDays'] as const;
  const beyond = lists.flatMap((list) =>
    Object.keys(file[list])
      .filter((day) => day > file.validUntil)
      .map((day) => at([list, day], `a day up to validUntil (${file.validUntil})`, true)),
  );
  const both = Object.keys(file.extraWorkingDays)
    .filter((day) => Object.hasOwn(file.holidays, day))
    .map((day) => at(['extraWorkingDays', day], 'a day that is no holiday as well', true));
  return [...beyond, ...both];
}

function windowConflicts({ windows }: CalendarFile): readonly Complaint[] {
  return windows.flatMap(({ opens, cutOff }, index) => {
    const earlier = windows[index - 1];
    const path = ['windows', index] as const;
    return [
      ...(minuteOf(opens) < minuteOf(cutOff)
        ? []
        : [at([...path, 'cutOff'], `a time after ${opens}, on the same day`)]),
      ...(earlier === undefined || minuteOf(earlier.cutOff) <= minuteOf(opens)
        ? []
        : [at([...path, 'opens'], `a time from ${earlier.cutOff} on: windows stand in order`)]),
    ];
  });
}

function maintenanceConflicts({ maintenance }: CalendarFile): readonly Complaint[] {
  return maintenance.flatMap(({ from, to }, index) =>
    Date.parse(from) < Date.parse(to)
      ? []
      : [at(['maintenance', index, 'to'], 'a time after from')],
  );
}

function at(path: Complaint['path'], expected: string, atKey = false): Complaint {
  return { path, atKey, text: `expected ${expected}` };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
