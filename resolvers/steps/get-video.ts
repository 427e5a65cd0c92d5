import { get } from '@aws-appsync/utils/dynamodb';
import { idKey } from '../../model/keys.ts';

/** Reads the row as it is now: an event promises a version, and a query after it must not show an older one. */
export const getVideo = (id: string) => get({ key: { id: idKey(id) }, consistentRead: true });
