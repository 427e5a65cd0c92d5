/** What everybody did with a video. */
export interface Counts {
  readonly likeCount: number;
  readonly ratingAverage: number | null;
  readonly ratingCount: number;
  readonly reactionVersion: number | null;
}

/** Of two tellings the later one, in whatever order they arrived: answers and events overtake each other. */
export const laterCounts = (known: Counts, told: Counts): Counts =>
  (told.reactionVersion ?? -1) > (known.reactionVersion ?? -1) ? told : known;
