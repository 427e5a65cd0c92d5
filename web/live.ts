import { myVideos, onMyVideoStatus } from './api/studio.ts';
import { isUnderWay, type Library } from './library.ts';

/** Slow: it is the net under the subscription, not the way news arrive. In milliseconds. */
const POLL = 15_000;

/**
 * Keeps the library true: subscribes, queries once the subscription stands and whenever it stands again, and asks now
 * and then while something is under way. Answers with the way to stop.
 */
export function keepUpToDate(library: Library, failed: (error: unknown) => void): () => void {
  const refresh = () => myVideos().then(library.merge, failed);
  const stopListening = onMyVideoStatus({
    next(event) {
      // The list has what events lack: the title of a video that another page began, the length of a ready one.
      if (!library.apply(event) || event.status === 'READY') void refresh();
    },
    standing: () => void refresh(),
    failed,
  });
  const poll = setInterval(() => {
    if (library.videos().some(isUnderWay)) void refresh();
  }, POLL);
  void refresh();
  return () => {
    clearInterval(poll);
    stopListening();
  };
}
