import { expectAccessible, expectArranged, expectReadable } from './support/accessible';
import { type DemoData, makeDemoData } from './support/demo-data';
import { useDashboard } from './support/dashboard';
import { seeAs } from './support/looks';
import { quiet } from './support/quiet';
import { SCREENS } from './support/screens';

jest.setTimeout(120_000);

const dashboard = useDashboard();
let data: DemoData;
beforeAll(async () => {
  data = await makeDemoData((who) => dashboard.it.client(who));
});

/** Person by person. */
const PERSONS = [...new Set(SCREENS.map(({ who }) => who))];
const IN_TURN = PERSONS.flatMap((one) => SCREENS.filter(({ who }) => who === one));

describe('whoever cannot see it well', () => {
  it.each(IN_TURN)('can use the screen $name, light, dark and in a narrow place', async (screen) => {
    // Whoever is sent an address comes from nowhere.
    const page = await dashboard.it.load(screen.who, screen.path(data));
    await screen.ready(page);
    await seeAs(page, { scheme: 'light', size: 'desktop' });
    await quiet(page);
    await expectAccessible(page);
    await seeAs(page, { scheme: 'dark', size: 'desktop' });
    await expectReadable(page);
    await seeAs(page, { scheme: 'dark', size: 'narrow' });
    await expectArranged(page);
    // Nothing is cut off, nor found only by moving the page sideways (WCAG 1.4.10).
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await dashboard.it.stay();
  });
});
