/** The part of m3u8-parser 7 that the tests use; the package ships no types. */
declare module 'm3u8-parser' {
  export interface ParsedPlaylist {
    readonly playlists?: readonly {
      readonly uri: string;
      readonly attributes: {
        readonly BANDWIDTH: number;
        readonly 'AVERAGE-BANDWIDTH'?: string;
        readonly 'FRAME-RATE'?: number;
        readonly AUDIO?: string;
        readonly RESOLUTION?: { readonly width: number; readonly height: number };
        readonly CODECS?: string;
      };
    }[];
    readonly mediaGroups?: {
      readonly SUBTITLES?: Readonly<Record<string, Readonly<Record<string, { readonly uri?: string }>>>>;
      readonly AUDIO: Readonly<Record<string, Readonly<Record<string, { readonly uri?: string }>>>>;
    };
    readonly segments: readonly {
      readonly uri: string;
      readonly duration: number;
      readonly map?: { readonly uri: string };
      readonly byterange?: { readonly offset: number; readonly length: number };
    }[];
    readonly endList?: boolean;
    readonly independentSegments?: boolean;
    readonly targetDuration?: number;
  }
  export class Parser {
    push(text: string): void;
    end(): void;
    readonly manifest: ParsedPlaylist;
  }
}
