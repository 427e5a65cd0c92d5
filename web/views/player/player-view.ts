import type { Tile } from '../../../client/index.ts';
import type { Grant } from '../../api/catalogue.ts';
import { el } from '../../dom.ts';
import type { Place } from '../../player/engine.ts';
import { openPlayer } from '../../player/player.ts';
import { loadStoryboard } from '../../player/storyboard.ts';
import { CODEC_WORDS } from '../words.ts';
import { controls } from './controls.ts';
import { menu } from './menu.ts';
import { keepAwake } from './awake.ts';

/** What a player needs to know of its video. */
export interface Playable {
  readonly id: string;
  readonly title: string;
  readonly posterUrl: string | null;
  readonly durationSeconds: number | null;
}

export interface PlayerView {
  readonly element: HTMLElement;
  readonly video: HTMLVideoElement;
  /** Takes over what is there to play by now. Who watches notices nothing but the better picture. */
  renew(): void;
  stop(): void;
}

/** A player with everything around it. */
export function playerView(
  playable: Playable,
  hear: { failed(words: string): void; walled(place: Place): void; granted?(grant: Grant): void },
  from?: Place,
): PlayerView {
  const video = el('video', {
    playsInline: true,
    dataset: { testid: 'player' },
    attributes: { 'aria-label': playable.title },
    ...(playable.posterUrl !== null && { poster: playable.posterUrl }),
  });
  const element = el(
    'div',
    { className: 'player', attributes: { role: 'group', 'aria-label': 'Player' } },
    video,
  );
  const quality = el('span', { className: 'quality', dataset: { testid: 'quality' } });
  const captions = menu('Captions', 'captions', (value) => player.chooseCaptions(value || undefined));
  const files = menu('Quality', undefined, (name) => player.chooseFile(name));

  let storyboardUrl: string | null = null;
  const tiles = async (): Promise<readonly Tile[]> => {
    if (storyboardUrl === null) return [];
    return loadStoryboard(storyboardUrl).catch((error: unknown) => {
      console.warn('There are no previews.', error);
      return [];
    });
  };
  const bar = controls(video, element, playable.durationSeconds, tiles, [
    quality,
    files.element,
    captions.element,
  ]);
  element.append(bar.element);
  const stopAwake = keepAwake(element, video);
  video.addEventListener('click', ({ pointerType }) => {
    // A finger asks for what is over the picture first.
    if (pointerType !== 'touch') bar.toggle();
  });
  element.addEventListener('keydown', (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    event.preventDefault();
    bar[act]();
  });

  const player = openPlayer(
    video,
    playable.id,
    {
      quality: (name) => (quality.textContent = name),
      captions: (choices, chosen) =>
        captions.show(
          [['', 'No captions'], ...choices.map(({ language, label }) => [language, label] as const)],
          chosen ?? '',
        ),
      granted(grant, source) {
        ({ storyboardUrl } = grant);
        // The picture of a sound recording is its poster.
        element.style.backgroundImage = playable.posterUrl === null ? '' : `url("${playable.posterUrl}")`;
        if (source.kind === 'file')
          files.show(
            source.files.map(
              ({ name, codec }) => [name, `${name} · ${CODEC_WORDS[codec] ?? codec}`] as const,
            ),
            source.file.name,
          );
        hear.granted?.(grant);
      },
      failed: hear.failed,
      walled: hear.walled,
    },
    from,
  );
  return {
    element,
    video,
    renew: player.renew,
    stop() {
      stopAwake();
      player.stop();
    },
  };
}

/** Keys that work wherever the focus is in the player. */
const KEYS: Readonly<Record<string, 'toggle' | 'toggleSound' | 'toggleScreen'>> = {
  k: 'toggle',
  ' ': 'toggle',
  m: 'toggleSound',
  f: 'toggleScreen',
};

/** Buttons and lists have a use of their own for some keys. */
const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLSelectElement || target instanceof HTMLButtonElement;
