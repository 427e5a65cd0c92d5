import { completeUpload, signUploadPart, type UploadPlan } from './api.ts';
import { transfer, TransferError, type OnProgress } from './transfer.ts';

/** Parts on their way at the same time: enough to fill a line, few enough to be gentle with memory. */
const SIDE_BY_SIDE = 3;
const ATTEMPTS = 4;

/** Sends a file the way the API said, and ends the upload. */
export async function sendFile(file: File, plan: UploadPlan, onProgress: OnProgress): Promise<void> {
  if (plan.method === 'POST') await sendForm(file, plan, onProgress);
  else await sendParts(file, plan, onProgress);
}

/** One form with the whole file. S3 reads fields up to the file, so that it comes last. */
async function sendForm(file: File, { url, fields }: UploadPlan, onProgress: OnProgress): Promise<void> {
  const form = new FormData();
  for (const { name, value } of fields ?? []) form.append(name, value);
  form.append('file', file);
  await persistently(() => transfer('POST', url!, form, (sent) => onProgress(Math.min(sent, file.size))));
}

async function sendParts(file: File, plan: UploadPlan, onProgress: OnProgress): Promise<void> {
  const { videoId } = plan;
  const size = plan.partSizeBytes!;
  const waiting = Array.from({ length: plan.partCount! }, (_, index) => index + 1);
  const sent = new Map<number, number>();
  const done: { partNumber: number; etag: string }[] = [];

  const sendNext = async (): Promise<void> => {
    for (let partNumber = waiting.shift(); partNumber !== undefined; partNumber = waiting.shift()) {
      const number = partNumber;
      const part = file.slice((number - 1) * size, number * size);
      const answer = await persistently(async () => {
        const { url } = await signUploadPart(videoId, number);
        return transfer('PUT', url, part, (bytes) => {
          sent.set(number, bytes);
          onProgress([...sent.values()].reduce((sum, value) => sum + value, 0));
        });
      });
      const etag = answer.getResponseHeader('etag');
      if (!etag) throw new Error('The store did not name the part: its CORS rules must expose ETag.');
      done.push({ partNumber: number, etag });
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, sendNext));
  await completeUpload(videoId, done);
}

/** Tries again after a lost connection or a fault of the server; what was refused stays refused. */
async function persistently<T>(attempt: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await attempt();
    } catch (error) {
      const isPassing = error instanceof TransferError && (error.status === 0 || error.status >= 500);
      if (!isPassing || failures === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** failures));
    }
  }
}
