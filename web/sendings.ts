/** The files that this page is sending, each with the way to end it. */
export interface Sendings {
  has(videoId: string): boolean;
  any(): boolean;
  /** Sends; rejects with what went wrong, and answers false when it was canceled meanwhile. */
  send(videoId: string, transfer: (signal: AbortSignal) => Promise<void>): Promise<boolean>;
  /** Ends what this page is sending of a video, if anything, and then the video itself. */
  cancel(videoId: string): Promise<void>;
}

/** @param cancelUpload tells the server, which deletes what has arrived */
export function createSendings(cancelUpload: (videoId: string) => Promise<void>): Sendings {
  const under = new Map<string, AbortController>();
  return {
    has: (id) => under.has(id),
    any: () => under.size > 0,
    async send(id, transfer) {
      const sending = new AbortController();
      under.set(id, sending);
      try {
        await transfer(sending.signal);
        return true;
      } catch (error) {
        if (sending.signal.aborted) return false;
        throw error;
      } finally {
        under.delete(id);
      }
    },
    async cancel(id) {
      // First this: what arrives after the server has tidied up would have nobody to clear it away.
      under.get(id)?.abort();
      await cancelUpload(id);
    },
  };
}
