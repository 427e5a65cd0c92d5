import { get } from '@aws-appsync/utils/dynamodb';

/** DynamoDB refuses a key that is empty or too large with an error; such a video simply does not exist. */
const NO_VIDEO = '-';
const ID_MAX = 100;

/** A video's id as a key may have it. */
export const videoKey = (id: string) => (id === '' || id.length > ID_MAX ? NO_VIDEO : id);

/** Reads the row as it is now: an event promises a version, and a query after it must not show an older one. */
export const getVideo = (id: string) => get({ key: { id: videoKey(id) }, consistentRead: true });
