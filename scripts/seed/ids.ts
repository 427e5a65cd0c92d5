import { encodeTime } from 'ulid';
import { createRandom } from './random.ts';

/** Crockford's, as ULIDs are written in. */
const BASE_32 = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 16;

/** A ULID, as `createUpload` gives one to a video of that moment (epoch milliseconds). */
export const videoId = (seed: string, index: number, time: number) =>
  encodeTime(time, TIME_LENGTH) + createRandom(seed, 'videoId', index).text(BASE_32, RANDOM_LENGTH);

/** A UUID, as Cognito gives one to a person. */
export function userId(seed: string, index: number): string {
  const digits = createRandom(seed, 'userId', index);
  return [8, 4, 4, 4, 12].map((length) => digits.text('0123456789abcdef', length)).join('-');
}
