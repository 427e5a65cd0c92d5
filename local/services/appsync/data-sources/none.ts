import type { DataSource } from './data-source.ts';

/** The source of type NONE: the payload is the result. */
export const none: DataSource = ({ request }) => Promise.resolve({ result: request['payload'] ?? null });
