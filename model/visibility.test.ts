import { describe, expect, test } from 'vitest';
import type { VideoStatus, Visibility } from './video-types.ts';
import { maySee } from './visibility.ts';

const video = (visibility: Visibility, status: VideoStatus) => ({ ownerId: 'owner', visibility, status });

describe('a video is seen', () => {
  test.each(['PUBLIC', 'UNLISTED', 'PRIVATE'] as const)(
    'by its owner, when %s, in every state',
    (visibility) => {
      expect(maySee(video(visibility, 'AWAITING_UPLOAD'), 'owner')).toBe(true);
      expect(maySee(video(visibility, 'FAILED'), 'owner')).toBe(true);
    },
  );

  test('by guests and strangers once it is ready, unless it is private', () => {
    for (const sub of [undefined, 'stranger']) {
      expect(maySee(video('PUBLIC', 'READY'), sub)).toBe(true);
      expect(maySee(video('UNLISTED', 'READY'), sub)).toBe(true);
      expect(maySee(video('PUBLIC', 'PROCESSING'), sub)).toBe(false);
      expect(maySee(video('PRIVATE', 'READY'), sub)).toBe(false);
    }
  });
});
