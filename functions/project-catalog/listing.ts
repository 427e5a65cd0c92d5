import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { position, shelvesOf, type Shelved } from '../../model/shelves.ts';
import { malformedVideo } from '../../model/well-formed.ts';

/** A row as the stream and the low-level client write it. */
export type Image = Readonly<Record<string, AttributeValue>>;

/** What one version of a video says of shelves. */
export interface Listing {
  readonly videoId: string;
  readonly version: number;
  readonly shelves: readonly string[];
  /** Where on each of them; missing when there are none. */
  readonly place?: string;
}

/** The attributes that decide; whatever else a row holds, or fails to hold, changes nothing. */
export const DECIDING: readonly string[] = [
  ...['id', 'version', 'kind', 'genres', 'language', 'visibility', 'status', 'publishedAt'],
];

/** DynamoDB's keys are bounded; our ids are far shorter. */
const ID_MAX = 100;

/**
 * A row that the API could not show is on no shelf, like one that is hidden. Undefined when not even its id and its
 * version can be read: then nothing can be said of it.
 */
export function listingOf(image: Image): Listing | undefined {
  const row = readable(image);
  const faults = malformedVideo(row).filter((name) => DECIDING.includes(name));
  const { id, version } = row as { readonly id: string; readonly version: number };
  if (faults.includes('id') || faults.includes('version') || id === '' || id.length > ID_MAX)
    return undefined;
  const video = row as unknown as Shelved;
  const shelves = faults.length > 0 ? [] : shelvesOf(video);
  return {
    ...{ videoId: id, version, shelves },
    ...(shelves.length > 0 && { place: position(video.publishedAt!, id) }),
  };
}

/** Attribute by attribute: a number that JavaScript cannot hold must not take the others along. */
function readable(image: Image): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    DECIDING.flatMap((name) => {
      const value = image[name];
      if (!value) return [];
      try {
        return Object.entries(unmarshall({ [name]: value }));
      } catch {
        // It is there, and it is not what it must be.
        return [[name, {}]];
      }
    }),
  );
}

/** Whether both say the same, whatever their versions are. */
export const saysTheSame = (one: Listing, other: Listing) =>
  one.place === other.place && one.shelves.join('\n') === other.shelves.join('\n');
