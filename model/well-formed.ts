import { captionsRecords } from './captions.ts';
import { isInstant } from './instant.ts';
import { isId, POSTERS } from './keys.ts';
import { LEDGER_CAUSES, LEDGER_CHANGES } from './ledger-row.ts';
import { STARS_MAX, STARS_MIN } from './limits.ts';
import {
  ACCESSES,
  CAPTIONS_STATUSES,
  TRANSCODING_PROFILES,
  VIDEO_KINDS,
  VIDEO_STATUSES,
  VISIBILITIES,
} from './video-types.ts';

/*
 * What the API promises of its types, and so asks of the rows behind them. Every row is looked at before it is shown:
 * one that somebody broke by hand is left out, where it would otherwise take the whole page down.
 */

type Row = Readonly<Record<string, unknown>>;
/** What a value must be, and for which attributes; with a `?`: unless it is missing. */
type Shapes = Readonly<Record<string, string[]>>;

const VIDEO: Shapes = {
  id: ['id', 'ownerId'],
  text: ['title'],
  'text?': ['description', 'language'],
  texts: ['genres'],
  int: ['version'],
  'int?': [
    ...['percent', 'earlyPercent', 'width', 'height', 'attempt'],
    ...['likeCount', 'ratingSum', 'ratingCount', 'viewCount', 'reactionVersion'],
  ],
  'number?': ['durationSeconds'],
  'flag?': ['split', 'hasStoryboard'],
  instant: ['createdAt', 'updatedAt'],
  'instant?': ['publishedAt'],
};
const WORDS: Readonly<Record<string, readonly unknown[]>> = {
  kind: VIDEO_KINDS,
  visibility: VISIBILITIES,
  access: ACCESSES,
  status: VIDEO_STATUSES,
  // Rows older than profiles have none.
  profile: [...TRANSCODING_PROFILES, undefined, null],
};
const RENDITION: Shapes = {
  text: ['name', 'codec', 'container'],
  int: ['width', 'height', 'bitrate'],
};
const FAILURE: Shapes = { text: ['code', 'message'], flag: ['retryable'] };
const CAPTIONS: Shapes = { text: ['language', 'label', 'revision'] };
const PUBLISHED_CAPTIONS: Shapes = { text: ['revision', 'label'] };
const ENGAGEMENT: Shapes = { id: ['videoId'], 'text?': ['likedAt'], 'number?': ['positionSeconds'] };
const PROFILE: Shapes = { id: ['userId'], text: ['displayName'], instant: ['createdAt'] };
const MEMBERSHIP: Shapes = { text: ['planId'], instant: ['startedAt', 'endsAt'], 'instant?': ['revokedAt'] };
const LEDGER: Shapes = {
  text: ['id', 'orderId', 'paymentId', 'planId', 'currency'],
  int: ['durationDays', 'amountMinor'],
  instant: ['occurredAt'],
  'instant?': ['endsAt'],
};

/** Names of a video's attributes that are not as they must be; none for a good row. */
export function malformedVideo(row: Row): string[] {
  const { renditions, failure, posterKey } = row;
  return [
    ...misshapen(row, VIDEO),
    ...Object.keys(WORDS).filter((name) => (WORDS[name] ?? []).indexOf(row[name]) === -1),
    ...(isList(renditions) && renditions.every((item) => fits(item, RENDITION)) ? [] : ['renditions']),
    ...(isMissing(failure) || fits(failure, FAILURE) ? [] : ['failure']),
    ...(hasGoodCaptions(row) ? [] : ['captions']),
    ...(isMissing(posterKey) || isPosterKey(posterKey) ? [] : ['posterKey']),
  ];
}

/** Nothing else in the bucket is for everybody. */
const isPosterKey = (key: unknown) => isText(key) && key.startsWith(POSTERS) && key.indexOf('..') === -1;

const hasGoodCaptions = (row: Row) =>
  captionsRecords(row).every(
    (record) =>
      fits(record, CAPTIONS) &&
      CAPTIONS_STATUSES.indexOf(record.status) > -1 &&
      (isMissing(record.failure) || fits(record.failure, FAILURE)) &&
      (isMissing(record.published) || fits(record.published, PUBLISHED_CAPTIONS)),
  );

/** The same for what a person did with a video. */
export function malformedEngagement(row: Row): string[] {
  const { stars } = row;
  const isRating = isInt(stars) && stars >= STARS_MIN && stars <= STARS_MAX;
  return [...misshapen(row, ENGAGEMENT), ...(isMissing(stars) || isRating ? [] : ['stars'])];
}

/** The same for the row of a profile. A name with an `@` may be an address, which nobody else is shown. */
export function malformedProfile(row: Row): string[] {
  const faults = misshapen(row, PROFILE);
  return faults.length === 0 && (row['displayName'] as string).indexOf('@') > -1 ? ['displayName'] : faults;
}

/** The same for a membership. */
export const malformedMembership = (row: Row): string[] => misshapen(row, MEMBERSHIP);

/** The same for an entry of the ledger. */
export const malformedLedger = (row: Row): string[] => [
  ...misshapen(row, LEDGER),
  ...(LEDGER_CHANGES.indexOf(row['change'] as never) === -1 ? ['change'] : []),
  ...(LEDGER_CAUSES.indexOf(row['cause'] as never) === -1 ? ['cause'] : []),
];

const fits = (value: unknown, shapes: Shapes) => isObject(value) && misshapen(value, shapes).length === 0;

const misshapen = (row: Row, shapes: Shapes): string[] =>
  Object.entries(shapes).flatMap(([shape, names]) => {
    const mayMiss = shape.endsWith('?');
    const kind = mayMiss ? shape.slice(0, -1) : shape;
    return names.filter((name) => (isMissing(row[name]) ? !mayMiss : !isOf(kind, row[name])));
  });

function isOf(kind: string, value: unknown): boolean {
  switch (kind) {
    case 'id':
      return isId(value);
    case 'text':
      return isText(value);
    case 'texts':
      return isList(value) && value.every((item) => isText(item));
    case 'int':
      return isInt(value);
    case 'number':
      return typeof value === 'number' && Number.isFinite(value);
    case 'instant':
      return isInstant(value);
    default:
      return typeof value === 'boolean';
  }
}

const isMissing = (value: unknown) => value === undefined || value === null;
const isText = (value: unknown): value is string => typeof value === 'string';
const isObject = (value: unknown): value is Row => typeof value === 'object' && value !== null;
/** `Array.isArray` is missing in APPSYNC_JS. A list's length is its own, but none of its keys; an object's would be one. */
const isList = (value: unknown): value is unknown[] =>
  isObject(value) && typeof value['length'] === 'number' && Object.keys(value).indexOf('length') === -1;

const INT_MAX = 2_147_483_647;
/** GraphQL's Int: 32 bits. */
const isInt = (value: unknown): value is number =>
  typeof value === 'number' && Math.floor(value) === value && value <= INT_MAX && value >= -INT_MAX;
