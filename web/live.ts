import { myVideos, onMyVideoStatus } from './api/studio.ts';
import { isHint, mayChange, type Library } from './library.ts';

/** Slow: it is the net under the subscription, not the way news arrive. In milliseconds. */
const POLL = 15_000;

/** Calls now and then. Answers with the way to stop. */
export function every(call: () => void): () => void {
  const timer = setInterval(call, POLL);
  return () => clearInterval(timer);
}

/**
 * Keeps the library true: subscribes, queries once the subscription stands and whenever it stands again, and asks now
 * and then while something is under way. Answers with the way to stop.
 */
export function keepUpToDate(library: Library, failed: (error: unknown) => void): () => void {
  const refresh = () => myVideos().then(library.merge, failed);
  const stopListening = onMyVideoStatus({
    next(event) {
      // The list may be a little behind, so the event counts after it as well.
      if (isHint(library.find(event.videoId), event)) void refresh().then(() => library.apply(event));
      else library.apply(event);
    },
    standing: () => void refresh(),
    failed,
  });
  const stopAsking = every(() => {
    if (library.videos().some(mayChange)) void refresh();
  });
  void refresh();
  return () => {
    stopAsking();
    stopListening();
  };
}
