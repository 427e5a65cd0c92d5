import type { Tile } from '../../../client/index.ts';
import { el } from '../../dom.ts';
import { icon, type IconName } from '../../icons.ts';
import { duration as words } from '../words.ts';
import { seekBar } from './seek-bar.ts';

/** A button whose picture and name change with what it would do. */
function iconButton(act: () => void): {
  element: HTMLButtonElement;
  show(name: IconName, label: string): void;
} {
  const element = el('button', { type: 'button', className: 'control' });
  element.addEventListener('click', act);
  return {
    element,
    show(name, label) {
      if (element.getAttribute('aria-label') === label) return;
      element.setAttribute('aria-label', label);
      element.title = label;
      element.replaceChildren(icon(name));
    },
  };
}

export interface Controls {
  readonly element: HTMLElement;
  readonly toggle: () => void;
  readonly toggleSound: () => void;
  readonly toggleScreen: () => void;
}

/**
 * What is under the picture: where one is, and everything there is to press.
 *
 * @param stage the element that becomes as large as the screen
 * @param length seconds, until the player knows better
 * @param choices further choices, at the right
 */
export function controls(
  video: HTMLVideoElement,
  stage: HTMLElement,
  length: number | null,
  tiles: () => Promise<readonly Tile[]>,
  choices: readonly HTMLElement[],
): Controls {
  const toggle = () => {
    if (video.paused) video.play().catch((error: unknown) => console.warn('It does not play.', error));
    else video.pause();
  };
  const toggleSound = () => (video.muted = !video.muted);
  const toggleScreen = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (document.fullscreenEnabled) void stage.requestFullscreen();
    // Phones that only let the video itself fill the screen.
    else if ('webkitEnterFullscreen' in video) (video.webkitEnterFullscreen as () => void)();
  };
  const play = iconButton(toggle);
  const sound = iconButton(toggleSound);
  const screen = iconButton(toggleScreen);
  const volume = el('input', {
    ...{ type: 'range', className: 'volume', min: '0', max: '1', step: '0.05' },
    attributes: { 'aria-label': 'Volume' },
  });
  const time = el('span', { className: 'time' });
  const bar = seekBar((seconds) => (video.currentTime = seconds), tiles);

  const lengthNow = () => (Number.isFinite(video.duration) ? video.duration : (length ?? 0));
  const showPlace = () => {
    // While another address takes over, the element is nowhere.
    if (video.readyState === video.HAVE_NOTHING && video.currentTime === 0 && time.textContent !== '') return;
    bar.show(video.currentTime, lengthNow(), loadedUntil(video));
    time.textContent = `${words(video.currentTime)} / ${words(lengthNow())}`;
  };
  const showPlaying = () => play.show(video.paused ? 'play' : 'pause', video.paused ? 'Play' : 'Pause');
  const showSound = () => {
    const isSilent = video.muted || video.volume === 0;
    sound.show(isSilent ? 'muted' : 'sound', isSilent ? 'Sound on' : 'Sound off');
    volume.valueAsNumber = video.muted ? 0 : video.volume;
  };

  volume.addEventListener('input', () => {
    video.volume = volume.valueAsNumber;
    video.muted = false;
  });
  for (const event of ['timeupdate', 'durationchange', 'progress', 'seeking'])
    video.addEventListener(event, showPlace);
  for (const event of ['play', 'pause', 'ended']) video.addEventListener(event, showPlaying);
  video.addEventListener('volumechange', showSound);
  screen.show('screen', 'Full screen');
  showPlace();
  showPlaying();
  showSound();

  return {
    element: el(
      'div',
      { className: 'controls' },
      bar.element,
      el(
        'div',
        { className: 'control-row' },
        play.element,
        sound.element,
        volume,
        time,
        ...choices,
        screen.element,
      ),
    ),
    toggle,
    toggleSound,
    toggleScreen,
  };
}

/** The end of what is loaded from here on, in seconds. */
function loadedUntil({ buffered, currentTime }: HTMLVideoElement): number {
  for (let index = 0; index < buffered.length; index += 1)
    if (buffered.start(index) <= currentTime + 0.1 && buffered.end(index) >= currentTime)
      return buffered.end(index);
  return 0;
}
