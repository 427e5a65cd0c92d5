import { get } from '@aws-appsync/utils/dynamodb';
import { idKey } from '../../model/keys.ts';
import { PROFILE } from '../../model/profile-row.ts';

/** Reads a profile as it is now: whoever has just changed their name must see that. */
export const getProfile = (userId: string) =>
  get({ key: { userId: idKey(userId), record: PROFILE }, consistentRead: true });
