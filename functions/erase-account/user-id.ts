/** Throws unless the event is `{ "userId": "…" }`, with nothing beside it that somebody may have meant. */
export function userIdOf(event: unknown): string {
  const { userId, ...rest } = (typeof event === 'object' && event !== null ? event : {}) as Record<
    string,
    unknown
  >;
  if (typeof userId !== 'string' || !/^[\w-]{1,128}$/.test(userId) || Object.keys(rest).length > 0)
    throw new TypeError('The event must be { "userId": "<the user’s sub>" }.');
  return userId;
}
