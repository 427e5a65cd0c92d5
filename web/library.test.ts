import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { OwnVideo, StatusEvent } from './api/studio.ts';
import { createLibrary, isHint, mayChange } from './library.ts';

const card = (version: number, status: OwnVideo['status'] = 'PROCESSING'): OwnVideo => ({
  id: 'v',
  title: 'T',
  status,
  version,
  progress: version,
  failure: null,
  visibility: 'PRIVATE',
  access: 'FREE',
  durationSeconds: null,
  profile: 'STANDARD',
  posterUrl: null,
  captions: [],
  createdAt: '2026-01-01T00:00:00Z',
});
const event = (version: number): StatusEvent => ({
  videoId: 'v',
  version,
  status: 'PROCESSING',
  progress: version,
  failure: null,
  occurredAt: '2026-01-01T00:00:00Z',
});

describe('the library', () => {
  it('ends at the highest version, in whatever order and however often news arrive', () => {
    const news = fc.array(fc.record({ version: fc.integer({ min: 1, max: 50 }), asEvent: fc.boolean() }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(news, (arrivals) => {
        const library = createLibrary(() => {});
        library.merge([card(1)]);
        for (const { version, asEvent } of arrivals)
          if (asEvent) library.apply(event(version));
          else library.merge([card(version)]);
        const highest = Math.max(...arrivals.map(({ version }) => version));
        expect(library.find('v')).toMatchObject({ version: highest, progress: highest, title: 'T' });
      }),
    );
  });

  it('tells of what is new and of nothing else', () => {
    const changed = vi.fn();
    const library = createLibrary(changed);
    library.merge([card(2)]);
    library.merge([card(2)]);
    library.apply(event(1));
    expect(changed).toHaveBeenCalledTimes(1);
    library.apply(event(3));
    expect(changed).toHaveBeenCalledTimes(2);
  });

  it('takes from a query what an event of the same version does not say', () => {
    const library = createLibrary(() => {});
    library.merge([card(1)]);
    library.apply(event(2));
    library.merge([{ ...card(2), durationSeconds: 20 }]);
    library.apply(event(2));
    expect(library.find('v')).toMatchObject({ version: 2, durationSeconds: 20 });
  });

  it('says when an event is about a video that it does not know', () => {
    expect(createLibrary(() => {}).apply(event(1))).toBe(false);
  });

  it('lists the newest first', () => {
    const library = createLibrary(() => {});
    library.merge([
      { ...card(1), id: 'old', createdAt: '2025-01-01T00:00:00Z' },
      { ...card(1), id: 'new' },
    ]);
    expect(library.videos().map(({ id }) => id)).toEqual(['new', 'old']);
  });
});

describe('an event', () => {
  it('is a hint at what it does not say: a title, a length and a picture, captions', () => {
    expect(isHint(undefined, event(1))).toBe(true);
    expect(isHint(card(1), { ...event(2), status: 'PLAYABLE' })).toBe(true);
    expect(isHint(card(1), { ...event(2), status: 'READY' })).toBe(true);
    expect(isHint(card(1, 'READY'), { ...event(2), status: 'READY', progress: 1 })).toBe(true);
  });

  it('says all there is when the progress rises, and nothing when it is late', () => {
    expect(isHint(card(1), event(2))).toBe(false);
    expect(isHint(card(1, 'PLAYABLE'), { ...event(2), status: 'PLAYABLE' })).toBe(false);
    expect(isHint(card(3), { ...event(3), status: 'READY' })).toBe(false);
  });
});

it('a video has no more news once it and its captions have come to an end', () => {
  const captions = { language: 'en', label: 'English', failure: null };
  expect(mayChange(card(1))).toBe(true);
  expect(mayChange(card(1, 'READY'))).toBe(false);
  expect(mayChange({ ...card(1, 'READY'), captions: [{ ...captions, status: 'AWAITING_UPLOAD' }] })).toBe(
    true,
  );
  expect(mayChange({ ...card(1, 'READY'), captions: [{ ...captions, status: 'FAILED' }] })).toBe(false);
});
