/** Everything is tried in every run; `npm run test:long` tries it more often. */
const isLong = process.env['TEST_LONG'] === '1';

export function counts<Count>(short: Count, long: Count): Count {
  return isLong ? long : short;
}
