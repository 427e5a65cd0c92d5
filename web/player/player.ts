import { errorTypeOf } from '../../client/index.ts';
import { playbackOf, type Grant } from '../api/catalogue.ts';
import { messageOf } from '../dom.ts';
import { directEngine } from './direct-engine.ts';
import type { CaptionsChoice, Engine, EngineEvents, Place } from './engine.ts';
import { canPlayHls, hlsEngine } from './hls-engine.ts';
import { holdPicture } from './hold-picture.ts';
import { goOn, placeOf, standingAt } from './place.ts';
import { askAgainIn, isLonger } from './renewal.ts';
import { sourceOf, type Source } from './source.ts';

export interface PlayerEvents {
  /** What is on screen now, for example `720p`. */
  quality(name: string): void;
  captions(choices: readonly CaptionsChoice[], chosen: string | undefined): void;
  /** A new grant was given, and this is what is played of it. */
  granted(grant: Grant, source: Source): void;
  failed(words: string): void;
  /** Only members may watch it, or go on watching from this place. */
  walled(place: Place): void;
}

export interface Player {
  /** A language, or undefined for none. */
  chooseCaptions(language: string | undefined): void;
  /** One of several files, by its name. */
  chooseFile(name: string): void;
  /** Takes over what is there to play by now, at the same place. */
  renew(): void;
  stop(): void;
}

/** Plays a video in an element, from a place on. */
export function openPlayer(
  video: HTMLVideoElement,
  id: string,
  events: PlayerEvents,
  from: Place = standingAt(0),
): Player {
  let place = from;
  let captions: readonly CaptionsChoice[] = [];
  let file: string | undefined;
  let engine: Engine | undefined;
  let isStopped = false;
  /** Whether the grant has been renewed since anything was played: a refusal then is not the clock's. */
  let isRenewed = false;
  /** Grants are asked for one after the other; only the last one counts. */
  let latest = 0;
  /** The end of the grant that is played with, and when another one is asked for. */
  let expiresAt: string | undefined;
  let renewal: ReturnType<typeof setTimeout> | undefined;

  const engineEvents: EngineEvents = {
    quality: events.quality,
    captions(choices) {
      captions = choices;
      events.captions(choices, place.captions);
    },
    fine: () => (isRenewed = false),
    refused(words) {
      if (isRenewed) return events.failed(words);
      isRenewed = true;
      void take();
    },
    failed: events.failed,
  };

  /** Notes the end of a grant, and asks for another one in time. Answers whether it is good for longer than the last. */
  function keep(grant: Grant): boolean {
    const isBetter = isLonger(grant.expiresAt, expiresAt);
    clearTimeout(renewal);
    renewal = setTimeout(() => void take(true), askAgainIn(grant.expiresAt, expiresAt, Date.now()));
    ({ expiresAt } = grant);
    return isBetter;
  }

  /**
   * Asks for a grant, and plays what it is for from where the element is.
   *
   * @param isDue only because the grant ends soon: what plays goes on unless another one is good for longer
   */
  async function take(isDue = false): Promise<void> {
    const asked = (latest += 1);
    try {
      const grant = await playbackOf(id);
      if (isStopped || asked !== latest) return;
      if (!keep(grant) && isDue) return;
      const source = sourceOf(
        grant,
        { hls: canPlayHls(), plays: (type) => video.canPlayType(type) !== '' },
        file,
      );
      place = placeOf(video, place.captions, place);
      if (engine) holdPicture(video);
      engine?.stop();
      engine = undefined;
      events.granted(grant, source);
      if (source.kind === 'none') return events.failed('This browser plays none of this video’s files.');
      const url = source.kind === 'file' ? source.file.url : source.url;
      engine = (source.kind === 'hls' ? hlsEngine : directEngine)(video, url, place, engineEvents);
      goOn(video, place, (error) => console.warn(`It does not play on by itself: ${messageOf(error)}`));
    } catch (error) {
      if (isStopped || asked !== latest) return;
      if (errorTypeOf(error) === 'MembershipRequired')
        return events.walled(placeOf(video, place.captions, place));
      // What plays goes on; only what has nothing to play has failed.
      if (engine && !isRenewed) console.warn(`Nothing better came: ${messageOf(error)}`);
      else events.failed(messageOf(error));
    }
  }

  void take();
  return {
    chooseCaptions(language) {
      place = { ...place, captions: language };
      engine?.chooseCaptions(language);
      events.captions(captions, language);
    },
    chooseFile(name) {
      file = name;
      void take();
    },
    renew: () => void take(),
    stop() {
      isStopped = true;
      clearTimeout(renewal);
      engine?.stop();
    },
  };
}
