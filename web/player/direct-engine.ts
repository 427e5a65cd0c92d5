import { stoppedBecause } from '../views/words.ts';
import { qualityName, type Engine, type EngineEvents, type Place } from './engine.ts';

/** The media element itself: one MP4 file, or HLS where the browser plays it and hls.js cannot. */
export function directEngine(
  video: HTMLVideoElement,
  url: string,
  from: Place,
  events: EngineEvents,
): Engine {
  const end = new AbortController();
  const { signal } = end;
  let chosen = from.captions;
  const tracks = () =>
    [...video.textTracks].filter(({ kind }) => kind === 'subtitles' || kind === 'captions');
  const choose = () => {
    for (const track of tracks()) track.mode = track.language === chosen ? 'showing' : 'disabled';
  };
  const tellCaptions = () => {
    events.captions(tracks().map(({ language, label }) => ({ language, label: label || language })));
    choose();
  };
  video.addEventListener('loadedmetadata', () => (video.currentTime = from.position), { once: true, signal });
  video.addEventListener('resize', () => events.quality(qualityName(video.videoWidth, video.videoHeight)), {
    signal,
  });
  video.addEventListener('playing', events.fine, { signal });
  // Why is not said: it may be a grant that has ended as well as a file that cannot be played.
  video.addEventListener('error', () => events.refused(stoppedBecause(undefined, reasonOf(video))), {
    signal,
  });
  video.textTracks.addEventListener('addtrack', tellCaptions, { signal });
  video.src = url;
  return {
    chooseCaptions(language) {
      chosen = language;
      choose();
    },
    stop() {
      end.abort();
      video.removeAttribute('src');
      video.load();
    },
  };
}

const reasonOf = ({ error }: HTMLVideoElement) =>
  error?.code === MediaError.MEDIA_ERR_SRC_NOT_SUPPORTED ? 'not supported' : 'error';
