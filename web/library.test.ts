import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { OwnVideo, StatusEvent } from './api/studio.ts';
import { createLibrary } from './library.ts';

const card = (version: number, status: OwnVideo['status'] = 'PROCESSING'): OwnVideo => ({
  id: 'v',
  title: 'T',
  status,
  version,
  progress: version,
  failure: null,
  visibility: 'PRIVATE',
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
