import Hls, { type ErrorData } from 'hls.js';
import { stoppedBecause } from '../views/words.ts';
import { qualityName, type Engine, type EngineEvents, type Place } from './engine.ts';

/** hls.js: some browsers play HLS by themselves now, but say nothing of the levels they choose. */
export const canPlayHls = () => Hls.isSupported();

export function hlsEngine(video: HTMLVideoElement, url: string, from: Place, events: EngineEvents): Engine {
  const hls = new Hls({
    startPosition: from.position,
    ...(from.captions !== undefined && { subtitlePreference: { lang: from.captions } }),
  });
  hls.on(Hls.Events.LEVEL_SWITCHED, (_name, { level }) => {
    const { width = 0, height = 0 } = hls.levels[level] ?? {};
    events.quality(qualityName(width, height));
  });
  hls.on(Hls.Events.SUBTITLE_TRACKS_UPDATED, (_name, { subtitleTracks }) =>
    events.captions(
      subtitleTracks.flatMap(({ lang, name }) => (lang === undefined ? [] : { language: lang, label: name })),
    ),
  );
  hls.on(Hls.Events.FRAG_BUFFERED, events.fine);
  hls.on(Hls.Events.ERROR, (_name, error) => {
    if (!error.fatal) return;
    const words = stoppedBecause(error.response?.code, error.details);
    if (error.type === Hls.ErrorTypes.MEDIA_ERROR) hls.recoverMediaError();
    else if (isRefused(error)) events.refused(words);
    else events.failed(words);
  });
  hls.loadSource(url);
  hls.attachMedia(video);
  return {
    chooseCaptions(language) {
      hls.subtitleTrack = hls.subtitleTracks.findIndex(({ lang }) => lang !== undefined && lang === language);
    },
    stop: () => hls.destroy(),
  };
}

const isRefused = ({ type, response }: ErrorData) =>
  type === Hls.ErrorTypes.NETWORK_ERROR && response?.code === 403;
