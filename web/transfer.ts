/** How much of a transfer has gone out, in bytes. */
export type OnProgress = (sentBytes: number) => void;

/** A refused or broken transfer. `status` is 0 when no answer came at all. */
export class TransferError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.name = 'TransferError';
    this.status = status;
  }
}

/** Sends bytes. `XMLHttpRequest`, because `fetch` does not say how much of a body has gone out. */
export function transfer(
  method: 'POST' | 'PUT',
  url: string,
  body: FormData | Blob,
  onProgress: OnProgress,
  signal?: AbortSignal,
): Promise<Pick<XMLHttpRequest, 'getResponseHeader'>> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const request = new XMLHttpRequest();
    signal?.addEventListener('abort', () => request.abort());
    request.onabort = () => reject(signal?.reason);
    request.open(method, url);
    request.upload.onprogress = ({ loaded }) => onProgress(loaded);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request);
      else reject(new TransferError(request.status, refusalOf(request)));
    };
    request.onerror = () =>
      reject(new TransferError(0, 'The connection was lost while the file was being sent.'));
    request.send(body);
  });
}

/** S3 explains itself in XML: `<Error><Code>…</Code><Message>…</Message></Error>`. */
function refusalOf({ responseText, status }: XMLHttpRequest): string {
  const answer = new DOMParser().parseFromString(responseText, 'application/xml');
  return answer.querySelector('Error > Message')?.textContent ?? `The store answered ${status}.`;
}
