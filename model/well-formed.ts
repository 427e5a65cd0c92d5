import { ACCESSES, VIDEO_KINDS, VIDEO_STATUSES, VISIBILITIES } from './video-types.ts';

/*
 * What the API promises of its types, and so asks of the rows behind them. A page checks every row by it: one that
 * somebody broke by hand is left out, where it would otherwise take the whole page down.
 */

type Row = Readonly<Record<string, unknown>>;
/** What a value must be; a `?` at the end: unless it is missing. */
type Shape = 'text' | 'text?' | 'int' | 'int?' | 'number?' | 'flag' | 'instant' | 'instant?' | 'texts';
type Shapes = Readonly<Record<string, Shape>>;

const VIDEO: Shapes = {
  id: 'text',
  ownerId: 'text',
  title: 'text',
  description: 'text?',
  genres: 'texts',
  language: 'text?',
  progress: 'int?',
  version: 'int',
  durationSeconds: 'number?',
  width: 'int?',
  height: 'int?',
  likeCount: 'int?',
  ratingSum: 'int?',
  ratingCount: 'int?',
  viewCount: 'int?',
  reactionVersion: 'int?',
  createdAt: 'instant',
  updatedAt: 'instant',
  publishedAt: 'instant?',
};
const WORDS: Readonly<Record<string, readonly string[]>> = {
  kind: VIDEO_KINDS,
  visibility: VISIBILITIES,
  access: ACCESSES,
  status: VIDEO_STATUSES,
};
const RENDITION: Shapes = {
  ...{ name: 'text', width: 'int', height: 'int', bitrate: 'int', codec: 'text', container: 'text' },
};
const FAILURE: Shapes = { code: 'text', message: 'text', retryable: 'flag' };
const PROFILE: Shapes = { userId: 'text', displayName: 'text', createdAt: 'instant' };

/** Names of a video's attributes that are not as they must be; none for a good row. */
export function malformedVideo(row: Row): string[] {
  const { renditions, failure } = row;
  return [
    ...misshapen(row, VIDEO),
    ...Object.keys(WORDS).filter((name) => (WORDS[name] ?? []).indexOf(row[name] as string) === -1),
    ...(isList(renditions) && renditions.every((item) => isObject(item) && fits(item, RENDITION))
      ? []
      : ['renditions']),
    ...(isMissing(failure) || (isObject(failure) && fits(failure, FAILURE)) ? [] : ['failure']),
  ];
}

/** The same for the row of a profile. */
export const malformedProfile = (row: Row): string[] => misshapen(row, PROFILE);

const fits = (row: Row, shapes: Shapes) => misshapen(row, shapes).length === 0;

const misshapen = (row: Row, shapes: Shapes): string[] =>
  Object.keys(shapes).filter((name) => !hasShape(row[name], shapes[name] ?? ''));

function hasShape(value: unknown, shape: string): boolean {
  if (isMissing(value)) return shape.endsWith('?');
  if (shape.startsWith('text'))
    return shape === 'texts' ? isList(value) && value.every((item) => isText(item)) : isText(value);
  if (shape.startsWith('int')) return isInt(value);
  if (shape.startsWith('number')) return typeof value === 'number' && Number.isFinite(value);
  if (shape.startsWith('instant')) return isInstant(value);
  return typeof value === 'boolean';
}

const isMissing = (value: unknown) => value === undefined || value === null;
const isText = (value: unknown) => typeof value === 'string';
const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null;
/** `Array.isArray` is missing in APPSYNC_JS. */
const isList = (value: unknown): value is unknown[] => isObject(value) && typeof value['length'] === 'number';

const INT_MAX = 2_147_483_647;
/** GraphQL's Int: 32 bits. */
const isInt = (value: unknown) =>
  typeof value === 'number' && Math.floor(value) === value && value <= INT_MAX && value >= -INT_MAX;

const DIGITS = '0123456789';

/** `2026-01-31T09:30:00.000Z`, as `toISOString` writes it: the one form in which rows have instants. */
function isInstant(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  const pattern = value.split('').map((character) => (DIGITS.indexOf(character) > -1 ? '0' : character));
  return (
    pattern.join('') === '0000-00-00T00:00:00.000Z' &&
    isWithin(value.slice(5, 7), '01', '12') &&
    isWithin(value.slice(8, 10), '01', '31') &&
    isWithin(value.slice(11, 13), '00', '23') &&
    isWithin(value.slice(14, 16), '00', '59') &&
    isWithin(value.slice(17, 19), '00', '59')
  );
}

const isWithin = (digits: string, low: string, high: string) => digits >= low && digits <= high;
