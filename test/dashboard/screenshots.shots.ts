import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemoData, makeDemoData } from './support/demo-data';
import { useDashboard } from './support/dashboard';
import { seeAs } from './support/looks';
import { quiet } from './support/quiet';
import { SCREENS } from './support/screens';

jest.setTimeout(120_000);

const FOLDER = join(__dirname, '../../docs/screenshots');
const MOST_BYTES = 200 * 1024;

const dashboard = useDashboard();
let data: DemoData;
beforeAll(async () => {
  data = await makeDemoData((who) => dashboard.it.client(who));
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
});

it.each(SCREENS)('$name', async ({ name, who, path, ready }) => {
  const page = await dashboard.it.open(who, path(data));
  await ready(page);
  for (const size of ['desktop', 'phone'] as const) {
    for (const scheme of size === 'phone' ? (['light'] as const) : (['light', 'dark'] as const)) {
      await seeAs(page, { scheme, size });
      await quiet(page);
      const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' });
      expect(picture.length).toBeLessThan(MOST_BYTES);
      writeFileSync(join(FOLDER, `${name}-${scheme}${size === 'phone' ? '-phone' : ''}.png`), picture);
    }
  }
});
