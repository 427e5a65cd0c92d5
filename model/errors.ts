/** The stable `errorType`s of the API. Clients branch on them; the messages are for people. */
export type ErrorType =
  | 'BadRequest'
  | 'Unauthorized'
  | 'NotFound'
  | 'Conflict'
  | 'QuotaExceeded'
  | 'MembershipRequired'
  | 'NotReady'
  | 'PaymentRejected'
  | 'Unavailable';

/** How a function answers a resolver when it refuses: as data, because a thrown error would show its own text. */
export interface Refusal {
  readonly error: { readonly type: ErrorType; readonly message: string };
}

/** What a caller hears when something of ours broke. The cause is in the log. */
export const UNAVAILABLE = 'The service cannot answer right now. Please try again.';

/** Why a video cannot be watched. */
export const NOT_READY = 'The video is not ready to be played.';
export const FOR_MEMBERS = 'This video is for members.';
