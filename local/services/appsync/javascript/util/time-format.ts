import { createRequire } from 'node:module';
import type * as Joda from '@js-joda/core';
import type * as JodaLocale from '@js-joda/locale';
import { FieldError } from '../../errors.ts';

/** The time libraries take some 10 MB, the zones 40 more: each is loaded when a resolver first needs it. */
const load = createRequire(import.meta.url);
const cache = new Map<string, Joda.DateTimeFormatter>();
const MOST_CACHED = 100;

let withLocale: { readonly joda: typeof Joda; readonly locale: JodaLocale.Locale } | undefined;
let withZones = false;

function libraries() {
  if (!withLocale) {
    const joda = load('@js-joda/core') as typeof Joda;
    load('@js-joda/locale_en-us');
    const { Locale } = load('@js-joda/locale') as typeof JodaLocale;
    withLocale = { joda, locale: Locale.US };
  }
  return withLocale;
}

/** A time in a zone by a pattern of Java's `DateTimeFormatter`, in English. */
export function formatTime(time: number, pattern: string, zone?: string): string {
  const { joda } = libraries();
  return attempt(`format ${time} by ${pattern}`, () =>
    joda.Instant.ofEpochMilli(time).atZone(zoneOf(zone)).format(formatterOf(pattern)),
  );
}

/**
 * The milliseconds since the epoch of a text. An offset or zone in the text counts before `zone`, and date and
 * time must both be there.
 */
export function parseTime(text: string, pattern: string, zone?: string): number {
  const { joda } = libraries();
  return attempt(`parse ${text} by ${pattern}`, () => {
    const parsed = formatterOf(pattern).parse(text);
    const own = parsed.query(joda.TemporalQueries.zone()) as Joda.ZoneId | null;
    return joda.LocalDateTime.from(parsed)
      .atZone(own ?? zoneOf(zone))
      .toInstant()
      .toEpochMilli();
  });
}

function formatterOf(pattern: string): Joda.DateTimeFormatter {
  const known = cache.get(pattern);
  if (known) return known;
  const { joda, locale } = libraries();
  // A zone's name in the text is looked up as it is read.
  if (/[Vz]/.test(pattern)) loadZones();
  const formatter = joda.DateTimeFormatter.ofPattern(pattern).withLocale(locale);
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(pattern, formatter);
  return formatter;
}

function zoneOf(name = 'UTC'): Joda.ZoneId {
  if (name.includes('/')) loadZones();
  return libraries().joda.ZoneId.of(name);
}

function loadZones(): void {
  if (!withZones) load('@js-joda/timezone');
  withZones = true;
}

function attempt<T>(what: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new FieldError(`Unable to ${what}: ${reason}`, 'MappingTemplate');
  }
}
