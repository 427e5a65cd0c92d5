import { expect, test } from 'vitest';
import { context } from '../testing/context.ts';
import { selectedPeople } from './selected.ts';

const selected = (depth: number, ...selectionSetList: string[]) =>
  selectedPeople(context({ info: { selectionSetList } }), depth);
const [NOBODY, VIEWER, OWNER, BOTH] = [
  { viewer: false, owner: false },
  { viewer: true, owner: false },
  { viewer: false, owner: true },
  { viewer: true, owner: true },
];

test('what is not selected is not wanted', () => {
  expect(selected(0)).toEqual(NOBODY);
  expect(selected(0, 'id', 'failure', 'failure/code', 'renditions/name', 'playback/cookies/name')).toEqual(
    NOBODY,
  );
  expect(selected(1, 'items', 'items/id', 'nextToken')).toEqual(NOBODY);
});

test('each is wanted by itself', () => {
  expect(selected(0, 'viewer', 'viewer/liked')).toEqual(VIEWER);
  expect(selected(1, 'items', 'items/owner', 'items/owner/id')).toEqual(OWNER);
});

test('a list under another name is the list', () => {
  expect(selected(1, 'page', 'page/viewer', 'page/viewer/liked')).toEqual(VIEWER);
});

test('another name may stand for either', () => {
  expect(selected(0, 'mine', 'mine/liked')).toEqual(BOTH);
  expect(selected(0, 'heading', 'failure', 'failure/code')).toEqual(NOBODY);
});

test('an owner’s own videos, and their viewers, are the business of that list', () => {
  const nested = ['items', 'items/owner', 'items/owner/videos', 'items/owner/videos/items/viewer/liked'];
  expect(selected(1, ...nested)).toEqual(OWNER);
});

test('of an upload, its form’s fields are not the video’s', () => {
  expect(selected(1, 'fields', 'fields/name', 'video', 'video/id')).toEqual(NOBODY);
  expect(selected(1, 'fields/name', 'video/owner/id')).toEqual(OWNER);
});
