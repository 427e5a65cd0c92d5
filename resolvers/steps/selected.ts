import type { Context } from '@aws-appsync/utils';

/** Fields of `Video` with a selection of their own that its row answers, or another resolver. */
const OF_THE_ROW = ['failure', 'renditions', 'captions', 'playback'];

/** Which of a video's fields that cost a read were selected. */
export interface SelectedPeople {
  readonly viewer: boolean;
  readonly owner: boolean;
}

/**
 * Looks for `viewer` and `owner` among what was selected of a video. AppSync lists selections by their alias, and
 * says nowhere which field an alias stands for: any other name with a selection below it may be either.
 *
 * @param depth how many names lead to the video: 0 for a field that is one, 1 for a page's `items`
 */
export function selectedPeople(ctx: Context, depth: number): SelectedPeople {
  const objects = selectedObjects(ctx, depth);
  const hasAlias = objects.some(
    (name: string) => name !== 'viewer' && name !== 'owner' && OF_THE_ROW.indexOf(name) === -1,
  );
  return {
    viewer: hasAlias || objects.indexOf('viewer') > -1,
    owner: hasAlias || objects.indexOf('owner') > -1,
  };
}

/** Whether `membership` was selected of an account; it may stand under an alias. */
export const selectsMembership = (ctx: Context): boolean =>
  selectedObjects(ctx, 0).some((name: string) => name !== 'profile');

/** Names, or aliases, of what was selected with a selection below it; of each as often as it has one. */
function selectedObjects(ctx: Context, depth: number): string[] {
  const paths = ctx.info.selectionSetList.map((path: string) => path.split('/').slice(depth));
  return paths.filter((path: string[]) => path.length > 1).map((path: string[]) => path[0] ?? '');
}
