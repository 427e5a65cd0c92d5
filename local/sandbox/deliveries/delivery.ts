/** One event on its way to one webhook. Instants are in seconds since the epoch. */
export interface Delivery {
  /** Of the event: the same whenever it is sent again. */
  readonly id: string;
  /** Whose webhook it is for. */
  readonly provider: string;
  readonly event: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** HELD while deliveries are paused; FAILED after a day in vain. */
  readonly state: 'HELD' | 'WAITING' | 'DELIVERED' | 'FAILED';
  readonly attempts: number;
  readonly created_at: number;
  /** The latest attempt: the HTTP status, or why there was none. */
  readonly last?: { readonly at: number; readonly status?: number; readonly problem?: string };
}

export type NewDelivery = Pick<Delivery, 'id' | 'provider' | 'event' | 'url' | 'headers' | 'body'>;

/** Events are sent again for a day after they happened. */
export const LONGEST_SECONDS = 24 * 3600;
const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 3600;

/** How long to wait after so many attempts: twice as long each time. */
export const pauseAfter = (attempts: number): number =>
  Math.min(FIRST_PAUSE_SECONDS * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS);

export const isTaken = ({ last }: Delivery): boolean =>
  last?.status !== undefined && last.status >= 200 && last.status < 300;
