/** Captions to choose from. */
export interface CaptionsChoice {
  readonly language: string;
  readonly label: string;
}

/** Where somebody is in a video, and how they watch it. */
export interface Place {
  /** Seconds. */
  readonly position: number;
  readonly isPaused: boolean;
  readonly rate: number;
  /** The language of the captions that they see; undefined without. */
  readonly captions: string | undefined;
}

/** What an engine says while it plays. */
export interface EngineEvents {
  /** What is on screen now, for example `720p`. */
  quality(name: string): void;
  /** The captions there are, once they are known. */
  captions(choices: readonly CaptionsChoice[]): void;
  /** It plays: whatever was wrong before is over. */
  fine(): void;
  /** It can get nothing more with this grant; perhaps it has ended. */
  refused(words: string): void;
  /** It cannot go on. */
  failed(words: string): void;
}

/** Plays one address in a media element, by whichever means. */
export interface Engine {
  chooseCaptions(language: string | undefined): void;
  stop(): void;
}

/** As people say it: by the short side, so that a portrait video is `720p` too. Empty for sound alone. */
export const qualityName = (width: number, height: number): string =>
  height === 0 ? '' : `${Math.min(width || height, height)}p`;
