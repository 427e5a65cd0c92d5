import { describe, expect, it } from 'vitest';
import type { UploadPlan } from './api/studio.ts';
import { TransferError } from './transfer.ts';
import { sendFile, type UploadPorts } from './upload.ts';

const video: UploadPlan['video'] = {
  ...{ id: 'v', title: 'T', status: 'AWAITING_UPLOAD', version: 1, createdAt: '' },
  ...{ progress: null, failure: null, visibility: 'PRIVATE', access: 'FREE', durationSeconds: null },
  ...{ profile: 'STANDARD', posterUrl: null, captions: [] },
};
/** Of an upload that nobody cancels. */
const going = new AbortController().signal;
const common = { videoId: 'v', expiresAt: '', video };
const file = new File(['0123456789'], 'a.mp4', { type: 'video/mp4' });
const inForm: UploadPlan = {
  ...common,
  method: 'POST',
  url: 'https://store/',
  fields: [
    { name: 'key', value: 'k' },
    { name: 'policy', value: 'p' },
  ],
  partSizeBytes: null,
  partCount: null,
};
const inParts: UploadPlan = {
  ...common,
  method: 'MULTIPART',
  url: null,
  fields: null,
  partSizeBytes: 4,
  partCount: 3,
};

/** A store that keeps what it gets, and fails as a script says: one entry a request, undefined for success. */
function store(...script: (Error | undefined)[]) {
  const parts: Record<string, string> = {};
  const forms: [string, unknown][][] = [];
  const completed: { partNumber: number; etag: string }[][] = [];
  let requests = 0;
  const ports: UploadPorts = {
    async transfer(_method, url, body, onProgress) {
      requests++;
      const failure = script.shift();
      if (failure) throw failure;
      if (body instanceof FormData) forms.push([...body.entries()]);
      else {
        parts[url] = await body.text();
        onProgress(body.size);
      }
      return { getResponseHeader: () => `"etag of ${url}"` };
    },
    signUploadPart: async (_id, partNumber) => ({ partNumber, url: `part-${partNumber}` }),
    completeUpload: async (_id, sent) => void completed.push(sent),
    pause: async () => {},
  };
  return { ports, parts, forms, completed, requests: () => requests };
}

describe('sending a file', () => {
  it('as a form puts the fields first, as they are, and the file last', async () => {
    const { ports, forms } = store();
    await sendFile(file, inForm, () => {}, going, ports);
    expect(forms[0]!.map(([name]) => name)).toEqual(['key', 'policy', 'file']);
  });

  it('in parts sends every byte once, in place, and names every part at the end', async () => {
    const { ports, parts, completed } = store();
    const progress: number[] = [];
    await sendFile(file, inParts, (sent) => progress.push(sent), going, ports);
    expect(parts).toEqual({ 'part-1': '0123', 'part-2': '4567', 'part-3': '89' });
    expect(completed[0]!.map(({ partNumber, etag }) => `${partNumber} ${etag}`).sort()).toEqual([
      '1 "etag of part-1"',
      '2 "etag of part-2"',
      '3 "etag of part-3"',
    ]);
    expect(progress.at(-1)).toBe(10);
  });

  it.each([
    ['a lost connection', new TransferError(0, 'lost')],
    ['a fault of the store', new TransferError(503, 'slow down')],
  ])('tries again after %s', async (_what, failure) => {
    const { ports, completed } = store(failure, failure);
    await sendFile(file, inParts, () => {}, going, ports);
    expect(completed[0]).toHaveLength(3);
  });

  it('does not insist when it is refused, and completes nothing', async () => {
    const { ports, completed, requests } = store(new TransferError(403, 'Policy expired.'));
    await expect(sendFile(file, inForm, () => {}, going, ports)).rejects.toThrow('Policy expired.');
    expect(requests()).toBe(1);
    expect(completed).toEqual([]);
  });

  it('gives up after a few attempts', async () => {
    const lost = new TransferError(0, 'lost');
    const { ports, requests } = store(...Array<Error>(20).fill(lost));
    await expect(sendFile(file, inForm, () => {}, going, ports)).rejects.toBe(lost);
    expect(requests()).toBe(4);
  });

  it('sends nothing more once it is canceled, and completes nothing', async () => {
    const cancel = new AbortController();
    const { ports, completed, requests } = store();
    const canceling: UploadPorts = {
      ...ports,
      async transfer(...call) {
        const answer = await ports.transfer(...call);
        cancel.abort(new Error('Canceled.'));
        return answer;
      },
    };
    const many = { ...inParts, partSizeBytes: 1, partCount: 10 };
    await expect(sendFile(file, many, () => {}, cancel.signal, canceling)).rejects.toThrow('Canceled.');
    // Those that were on their way side by side.
    expect(requests()).toBeLessThanOrEqual(3);
    expect(completed).toEqual([]);
  });

  it('does not try again what was canceled while the line was down', async () => {
    const cancel = new AbortController();
    const { ports, requests } = store(new TransferError(0, 'lost'));
    const waiting: UploadPorts = { ...ports, pause: async () => cancel.abort(new Error('Canceled.')) };
    await expect(sendFile(file, inForm, () => {}, cancel.signal, waiting)).rejects.toThrow('Canceled.');
    expect(requests()).toBe(1);
  });
});
