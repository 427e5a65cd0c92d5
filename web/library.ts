import { isPlayable, isUnderWay } from '../client/index.ts';
import type { OwnVideo, StatusEvent } from './api/studio.ts';

/** The caller's videos as far as this page knows, newest first. Of two versions of one video the higher counts. */
export interface Library {
  readonly videos: () => readonly OwnVideo[];
  readonly find: (id: string) => OwnVideo | undefined;
  /** What a query answered. */
  merge(cards: readonly OwnVideo[]): void;
  /** What a subscription delivered; false for a video that is not known yet. */
  apply(event: StatusEvent): boolean;
}

/** @param changed called after something became known that was not */
export function createLibrary(changed: () => void): Library {
  const cards = new Map<string, OwnVideo>();

  /** A query's answer says more than an event of the same version: it counts when they are even. */
  const put = (card: OwnVideo, least: number): boolean => {
    const known = cards.get(card.id);
    if (known && (card.version < least || JSON.stringify(known) === JSON.stringify(card))) return false;
    cards.set(card.id, card);
    return true;
  };

  return {
    videos: () => [...cards.values()].sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
    find: (id) => cards.get(id),
    merge(incoming) {
      const news = incoming.map((card) => put(card, cards.get(card.id)?.version ?? 0));
      if (news.includes(true)) changed();
    },
    apply({ videoId, version, status, progress, failure }) {
      const known = cards.get(videoId);
      if (!known) return false;
      const card = { ...known, version, status, progress: progress ?? null, failure: failure ?? null };
      if (put(card, known.version + 1)) changed();
      return true;
    },
  };
}

/** Whether there may be news of a video without anybody's doing. */
export const mayChange = (card: OwnVideo) =>
  isUnderWay(card) || card.captions.some(({ status }) => status === 'AWAITING_UPLOAD');

/**
 * Whether an event stands for more than it says, so that the list must be asked: of a video that another page began, the
 * title; of one that can be watched by now, its length and picture; and where nothing of what it says is new, the captions or
 * the words that are.
 */
export function isHint(known: OwnVideo | undefined, event: StatusEvent): boolean {
  if (!known) return true;
  if (event.version <= known.version) return false;
  const isSame = event.status === known.status && (event.progress ?? null) === known.progress;
  return isSame || (isPlayable(event) && event.status !== known.status);
}
