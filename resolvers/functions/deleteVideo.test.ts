import { expect, test, vi } from 'vitest';
import type { VideoRow } from '../../model/video-row.ts';
import { BROKEN, context, GUESTS, OWNER, publicRow, STRANGER } from '../testing/context.ts';
import { raised } from '../testing/outcomes.ts';
import { request, response } from './deleteVideo.ts';
import * as updateVideo from './updateVideo.ts';

const ADMIN = { sub: 'admin', groups: ['creators', 'admins'], claims: {} };
const NOT_FOUND = { type: 'NotFound', message: 'There is no such video.' };
const ask = (identity: unknown, id = 'v') => request(context({ identity, args: { id } }));

test('asks for the row of the caller, and of anybody only for an administrator', () => {
  const deletion = (condition: object) => ({ operation: 'DeleteItem', key: { id: 'v' }, condition });
  expect(ask(OWNER)).toEqual(deletion({ ownerId: { eq: 'owner' } }));
  expect(ask(STRANGER)).toEqual(deletion({ ownerId: { eq: 'stranger' } }));
  expect(ask(ADMIN)).toEqual(deletion({ id: { attributeExists: true } }));
  for (const guest of GUESTS) expect(ask(guest)).toEqual(deletion({ ownerId: { eq: '' } }));
});

test.each(['', 'x'.repeat(5_000)])('an id that no video can have is looked up nowhere (%#)', (id) => {
  expect(ask(ADMIN, id)).toMatchObject({ key: { id: '-' } });
});

test('answers with what the video was', () => {
  const ctx = context({ result: publicRow() });
  expect(response(ctx)).toMatchObject({ id: 'v', title: 'A title' });
  expect(ctx.stash.video).toMatchObject({ id: 'v' });
});

test.each([
  [{ result: null }],
  [
    {
      error: { type: 'DynamoDB:ConditionalCheckFailedException', message: 'The conditional request failed' },
    },
  ],
])('says that there is no such video when nothing was deleted (%#)', (part) => {
  expect(raised(() => response(context(part)))).toEqual(NOT_FOUND);
});

test.each([
  ['deleteVideo', response],
  ['updateVideo', updateVideo.response],
])('%s says the same of a row that somebody broke, and the log says more', (_field, answer) => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  const result = publicRow({ title: 7 } as unknown as Partial<VideoRow>);
  expect(raised(() => answer(context({ result })))).toEqual(NOT_FOUND);
  expect(log).toHaveBeenCalledWith('The video v is malformed: title');
  log.mockRestore();
});

test('tells nothing of what broke', () => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => {});
  expect(raised(() => response(context(BROKEN)))).toMatchObject({ type: 'Unavailable' });
  log.mockRestore();
});
