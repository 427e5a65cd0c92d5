import { isUnderWay, laterState, type VideoState } from './status.ts';

/** What following a video needs of a client; how it subscribes and asks is its own. */
export interface FollowPorts {
  /** `ON_VIDEO_STATUS`. `standing` is called once events arrive, and again after a broken connection. */
  readonly subscribe: (hear: {
    next(state: VideoState): void;
    standing(): void;
    failed(error: unknown): void;
  }) => () => void;
  /** `VIDEO`, as far as its state goes. */
  readonly read: () => Promise<VideoState>;
  /** Calls now and then, slowly: the net under the subscription. Answers with the way to stop. */
  readonly every: (call: () => void) => () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Follows one video of the caller's, and loses no state that lasts: events may be missing, late or double, so it asks when the
 * subscription stands, whenever it stands again, and now and then while something is under way. Each state is told once,
 * the later one after the earlier one. Answers with the way to stop; a video that is `READY` ends it by itself, one that is
 * `FAILED` may be tried again.
 */
export function followVideo(
  ports: FollowPorts,
  known: VideoState,
  changed: (state: VideoState) => void,
): () => void {
  let latest = known;
  let isStopped = known.status === 'READY';
  if (isStopped) return () => {};

  const tell = (state: VideoState) => {
    if (isStopped || laterState(latest, state) === latest) return;
    latest = state;
    changed(state);
    if (state.status === 'READY') stop();
  };
  const ask = () => void ports.read().then(tell, ports.failed);
  const stopListening = ports.subscribe({ next: tell, standing: ask, failed: ports.failed });
  const stopAsking = ports.every(() => {
    if (isUnderWay(latest)) ask();
  });

  function stop(): void {
    if (isStopped) return;
    isStopped = true;
    stopListening();
    stopAsking();
  }
  return stop;
}
