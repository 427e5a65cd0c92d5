/** The row `PROFILE` of the table `Accounts`: what others see of a person. */
export interface ProfileRow {
  readonly userId: string;
  readonly record: typeof PROFILE;
  readonly displayName: string;
  readonly createdAt: string;
}

export const PROFILE = 'PROFILE';
