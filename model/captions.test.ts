import { describe, expect, test } from 'vitest';
import { captionsAttributes, captionsOf, captionsRecords } from './captions.ts';
import { failure } from './failures.ts';
import { malformedVideo } from './well-formed.ts';

const asked = (language: string, status: string, label = language) => ({
  [captionsAttributes(language).asked]: { language, label, status, revision: `${language}2` },
});
const published = (language: string) => ({
  [captionsAttributes(language).published]: {
    revision: `${language}1`,
    label: 'Before',
    revisions: [`${language}1`],
  },
});
const broken = failure('NOT_CAPTIONS');

const row = {
  ...{ ...asked('pt-BR', 'READY'), ...published('pt-BR') },
  ...asked('en', 'AWAITING_UPLOAD'),
  ...{ ...asked('de', 'AWAITING_UPLOAD', 'After'), ...published('de') },
  ...{
    ...asked('fr', 'READY'),
    ...published('fr'),
    [captionsAttributes('fr').asked]: { ...asked('fr', 'FAILED')['captions#fr'], failure: broken },
  },
  // Of captions that are no more.
  [captionsAttributes('ja').retired]: ['ja1'],
};

describe('captions', () => {
  test('are shown to the owner as they are, in the order of their languages', () => {
    expect(captionsOf(row, true)).toEqual([
      { language: 'de', label: 'After', status: 'AWAITING_UPLOAD', failure: undefined },
      { language: 'en', label: 'en', status: 'AWAITING_UPLOAD', failure: undefined },
      { language: 'fr', label: 'fr', status: 'FAILED', failure: broken },
      { language: 'pt-BR', label: 'pt-BR', status: 'READY', failure: undefined },
    ]);
  });

  test('are shown to others as players have them', () => {
    expect(captionsOf(row, false)).toEqual(
      ['de', 'fr', 'pt-BR'].map((language) => ({ language, label: 'Before', status: 'READY' })),
    );
  });

  test('know of one language nothing of another', () => {
    expect(captionsRecords({ ...asked('en', 'READY'), ...published('en-US') })).toMatchObject([
      { language: 'en', published: undefined },
    ]);
  });

  test('that somebody broke make a row that is not shown', () => {
    const good: Record<string, unknown> = {
      ...{ id: 'v', ownerId: 'owner', title: 'A title', genres: [], renditions: [], version: 1 },
      ...{ kind: 'SHORT', visibility: 'PUBLIC', access: 'FREE', status: 'READY' },
      ...{ createdAt: '2026-01-31T09:00:00.000Z', updatedAt: '2026-01-31T09:00:00.000Z' },
      ...row,
    };
    expect(malformedVideo(good)).toEqual([]);
    for (const [name, value] of [
      ['captions#en', 'words'],
      ['captions#en', { language: 'en', label: 7, status: 'READY', revision: 'R1' }],
      ['captions#en', { language: 'en', label: 'en', status: 'DONE', revision: 'R1' }],
      ['captions#fr', { ...(row['captions#fr'] as object), failure: { code: 'X' } }],
      ['captionsPublished#fr', { label: 'fr' }],
    ] as const)
      expect(malformedVideo({ ...good, [name]: value })).toEqual(['captions']);
  });
});
