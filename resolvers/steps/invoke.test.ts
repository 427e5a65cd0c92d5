import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as createUpload from '../functions/createUpload.ts';
import * as readPeople from '../functions/readPeople.ts';
import * as resolver from '../Mutation.createUpload.ts';
import * as signUploadParts from '../Mutation.signUploadParts.ts';
import * as playback from '../Video.playback.ts';
import { context, OWNER, publicRow } from '../testing/context.ts';
import { raised } from '../testing/outcomes.ts';
import { runPipeline, type Request, type Source } from '../testing/pipeline.ts';

beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a function is told what is asked and who asks, and nothing else', () => {
  const ctx = context({
    args: { videoId: 'v' },
    info: { fieldName: 'signUploadParts' },
    identity: { ...OWNER, claims: { email: 'x' }, sourceIp: ['1'] },
    request: { headers: { authorization: 'token' } },
  });
  expect(signUploadParts.request(ctx)).toEqual({
    operation: 'Invoke',
    payload: {
      field: 'signUploadParts',
      arguments: { videoId: 'v' },
      identity: { sub: 'owner', groups: ['creators'] },
    },
  });
});

test('a refusal is raised under its own type, and what broke is hidden', () => {
  const refusal = { error: { type: 'Conflict', message: 'No.' } };
  expect(raised(() => signUploadParts.response(context({ result: refusal })))).toEqual({
    type: 'Conflict',
    message: 'No.',
  });
  const error = { message: 'TypeError at index.mjs', type: 'Lambda:Unhandled' };
  expect(raised(() => signUploadParts.response(context({ error })))).toMatchObject({
    type: 'Unavailable',
    message: expect.not.stringContaining('TypeError'),
  });
  expect(signUploadParts.response(context({ result: [{ partNumber: 1 }] }))).toEqual([{ partNumber: 1 }]);
});

test('grants for many videos are asked for once, with no more of each than decides', () => {
  const source = { ...publicRow(), attempt: 1 };
  expect(playback.request(context({ identity: null, source, info: { fieldName: 'playback' } }))).toEqual({
    operation: 'BatchInvoke',
    payload: {
      field: 'playback',
      arguments: {},
      identity: { sub: undefined, groups: undefined },
      source: {
        ...{ id: 'v', ownerId: 'owner', status: 'READY', access: 'FREE', attempt: 1 },
        renditions: source.renditions,
      },
    },
  });
});

const upload = (answer: unknown, selectionSetList: string[]) => {
  const requests: Request[] = [];
  const source: Source = (request) => {
    requests.push(request);
    return { result: request['operation'] === 'Invoke' ? answer : { data: {} } };
  };
  const functions = [createUpload, readPeople];
  const ctx = context({ args: { input: {} }, info: { fieldName: 'createUpload', selectionSetList } });
  return { requests, run: () => runPipeline({ resolver, functions }, ctx, source) };
};

test('an upload’s video has its people, which are read when they are selected', () => {
  const answer = { videoId: 'v', method: 'POST', video: publicRow() };
  const plain = upload(answer, ['videoId', 'fields', 'fields/name', 'video', 'video/id']);
  expect(plain.run()).toMatchObject({ videoId: 'v', method: 'POST', video: { id: 'v', likeCount: 0 } });
  expect(plain.requests).toHaveLength(1);
  const social = upload(answer, [
    'video',
    'video/viewer',
    'video/viewer/liked',
    'video/owner',
    'video/owner/id',
  ]);
  expect(social.run()).toMatchObject({
    video: { viewer: { liked: false, canWatch: true }, owner: { id: 'owner' } },
  });
  expect(social.requests).toHaveLength(2);
});

test('an upload that is refused reads nobody', () => {
  const { run, requests } = upload({ error: { type: 'QuotaExceeded', message: 'Too many.' } }, [
    'video/owner/id',
  ]);
  expect(raised(run)).toEqual({ type: 'QuotaExceeded', message: 'Too many.' });
  expect(requests).toHaveLength(1);
});
