import { expect, it } from 'vitest';
import { changesOf, formOf, textsOf, type Editable } from './changes.ts';

const video: Editable = {
  id: 'v',
  title: 'A walk',
  description: null,
  genres: ['Travel', 'Nature'],
  language: 'en',
  visibility: 'PRIVATE',
  access: 'FREE',
};

it('says nothing when nothing is different', () => {
  expect(changesOf(video, formOf(video))).toBeUndefined();
  expect(
    changesOf(video, { ...formOf(video), genres: ' Travel ,, Nature, ', language: ' en ' }),
  ).toBeUndefined();
});

it('says what is different, and only that', () => {
  expect(changesOf(video, { ...formOf(video), title: 'A run', visibility: 'PUBLIC' })).toEqual({
    id: 'v',
    title: 'A run',
    visibility: 'PUBLIC',
  });
  expect(changesOf(video, { ...formOf(video), genres: 'Sport' })).toEqual({ id: 'v', genres: ['Sport'] });
});

it('takes away what was emptied', () => {
  expect(
    changesOf({ ...video, description: 'Long ago' }, { ...formOf(video), genres: '', language: '' }),
  ).toEqual({
    id: 'v',
    description: null,
    genres: [],
    language: null,
  });
});

it('says of a new video only what was filled in', () => {
  expect(textsOf({ description: ' ', genres: ' , ', language: '' })).toEqual({});
  expect(textsOf({ description: 'A film.', genres: 'Drama, Travel', language: ' de ' })).toEqual({
    description: 'A film.',
    genres: ['Drama', 'Travel'],
    language: 'de',
  });
});
