import Hls, { type ErrorData, type Level } from 'hls.js';
import { playbackOf } from './api/catalogue.ts';
import { stoppedBecause } from './views/words.ts';

export interface PlayerEvents {
  /** What is on screen now, for example `720p`. */
  quality(name: string): void;
  failed(message: string): void;
}

/** Plays a video into an element, from a position in seconds. Answers with the way to stop. */
export async function play(
  video: HTMLVideoElement,
  id: string,
  events: PlayerEvents,
  from = 0,
): Promise<() => void> {
  const { hlsUrl } = await playbackOf(id);
  // hls.js first: some browsers play HLS by themselves now, but say nothing of the levels they choose.
  if (!Hls.isSupported()) {
    video.src = hlsUrl ?? '';
    video.addEventListener('loadedmetadata', () => (video.currentTime = from), { once: true });
    return () => video.removeAttribute('src');
  }

  const hls = new Hls({ startPosition: from });
  let renewed = false;
  hls.on(Hls.Events.LEVEL_SWITCHED, (_name, { level }) => {
    const current = hls.levels[level];
    if (current) events.quality(nameOf(current));
  });
  hls.on(Hls.Events.FRAG_BUFFERED, () => {
    renewed = false;
  });
  hls.on(Hls.Events.ERROR, (_name, error) => {
    if (!error.fatal) return;
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else if (isExpired(error) && !renewed) {
      renewed = true;
      void renew();
    } else events.failed(stoppedBecause(error.response?.code, error.details));
  });
  hls.loadSource(hlsUrl ?? '');
  hls.attachMedia(video);
  return () => hls.destroy();

  /** The grant ended while the video was open: a new one, and on from where it stopped. */
  async function renew(): Promise<void> {
    const position = video.currentTime;
    try {
      const next = await playbackOf(id);
      hls.loadSource(next.hlsUrl ?? '');
      hls.once(Hls.Events.MANIFEST_PARSED, () => hls.startLoad(position));
    } catch (error) {
      events.failed(error instanceof Error ? error.message : String(error));
    }
  }
}

const isExpired = ({ type, response }: ErrorData) =>
  type === Hls.ErrorTypes.NETWORK_ERROR && response?.code === 403;

/** As people say it: by the short side, so that a portrait video is `720p` too. */
const nameOf = ({ width, height }: Pick<Level, 'width' | 'height'>) =>
  `${Math.min(width || height, height)}p`;
