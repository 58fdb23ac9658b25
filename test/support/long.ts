/** The long run takes the figures of the design; the short one takes its order of magnitude, within the time of a build. */
const isLong = process.env['TEST_LONG'] === '1';

export function counts(short: number, long: number): number {
  return isLong ? long : short;
}
