/** The package brings no types. */
declare module 'language-tags' {
  /** Whether IANA's registry knows every part of a tag, and they stand in their order. */
  export function check(tag: string): boolean;
}
