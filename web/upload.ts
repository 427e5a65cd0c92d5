import { completeUpload, signUploadPart, type UploadPlan } from './api/studio.ts';
import { transfer, TransferError, type OnProgress } from './transfer.ts';

/** Parts on their way at the same time: enough to fill a line, few enough to be gentle with memory. */
const SIDE_BY_SIDE = 3;
const ATTEMPTS = 4;

/** What an upload needs of the world; a test brings its own. */
export interface UploadPorts {
  readonly transfer: typeof transfer;
  readonly signUploadPart: typeof signUploadPart;
  readonly completeUpload: typeof completeUpload;
  /** Waits some milliseconds. */
  readonly pause: (milliseconds: number) => Promise<unknown>;
}

const world: UploadPorts = {
  transfer,
  signUploadPart,
  completeUpload,
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
};

/**
 * Sends a file the way the API said, and ends the upload. Rejects with the first thing that was refused, and with the signal's
 * reason once that has been given.
 */
export async function sendFile(
  file: File,
  plan: UploadPlan,
  onProgress: OnProgress,
  signal: AbortSignal,
  ports: UploadPorts = world,
): Promise<void> {
  if (plan.method === 'POST') await sendForm(file, plan, onProgress, signal, ports);
  else await sendParts(file, plan, onProgress, signal, ports);
}

/** One form with the whole file. S3 reads fields up to the file, so that it comes last. */
export async function sendForm(
  file: File,
  { url, fields }: Pick<UploadPlan, 'url' | 'fields'>,
  onProgress: OnProgress,
  signal: AbortSignal,
  ports: UploadPorts = world,
): Promise<void> {
  const form = new FormData();
  for (const { name, value } of fields ?? []) form.append(name, value);
  form.append('file', file);
  // The form's own bytes are counted as well.
  await persistently(
    () => ports.transfer('POST', url!, form, (sent) => onProgress(Math.min(sent, file.size)), signal),
    signal,
    ports,
  );
}

async function sendParts(
  file: File,
  plan: UploadPlan,
  onProgress: OnProgress,
  signal: AbortSignal,
  ports: UploadPorts,
): Promise<void> {
  const { videoId } = plan;
  const size = plan.partSizeBytes!;
  const waiting = Array.from({ length: plan.partCount! }, (_, index) => index + 1);
  const sent = new Map<number, number>();
  const done: { partNumber: number; etag: string }[] = [];

  const sendPart = async (partNumber: number) => {
    // Signed anew for each attempt: an address is good for an hour, a lost line may last longer.
    const { url } = await ports.signUploadPart(videoId, partNumber);
    const answer = await ports.transfer(
      'PUT',
      url,
      file.slice((partNumber - 1) * size, partNumber * size),
      (bytes) => {
        sent.set(partNumber, bytes);
        onProgress([...sent.values()].reduce((sum, value) => sum + value, 0));
      },
      signal,
    );
    const etag = answer.getResponseHeader('etag');
    if (!etag) throw new Error('The store did not name the part: its CORS rules must expose ETag.');
    done.push({ partNumber, etag });
  };
  const sendAll = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const partNumber = next;
      await persistently(() => sendPart(partNumber), signal, ports);
    }
  };
  try {
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, sendAll));
  } finally {
    // One that gives up ends the others too, after the part that they are at.
    waiting.length = 0;
  }
  signal.throwIfAborted();
  await ports.completeUpload(videoId, done);
}

/** Tries again after a lost connection or a fault of the server; what was refused stays refused. */
async function persistently<T>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
  { pause }: UploadPorts,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      const isPassing = error instanceof TransferError && (error.status === 0 || error.status >= 500);
      if (!isPassing || failures === ATTEMPTS) throw error;
      await pause(500 * 2 ** failures);
    }
  }
}
