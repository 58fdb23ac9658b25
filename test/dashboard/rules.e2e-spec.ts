import type { Page } from 'playwright-core';
import { expectAccessible } from './support/accessible';
import { useDashboard } from './support/dashboard';

jest.setTimeout(60_000);

const dashboard = useDashboard();

const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const add = async (page: Page, label: string, name: string): Promise<void> => {
  const field = page.getByRole('combobox', { name: label });
  await field.fill(name);
  await field.press('Enter');
};

describe('an administrator', () => {
  it('makes a rule, sees beside it who could approve, and what he makes before it is made', async () => {
    const page = await dashboard.it.open('dave', '/rules');
    await page.getByText('There are no rules yet').waitFor();
    await page.getByRole('link', { name: 'New rule' }).click();
    await page.getByText('This rule matches every request of the workspace').waitFor();
    expect(await page.getByRole('button', { name: 'Review the change' }).isDisabled()).toBe(true);
    await page.getByLabel('Name', { exact: false }).first().fill('payments');
    await add(page, 'Kinds', 'tool_call');
    await add(page, 'Slots', 'banking');
    await add(page, 'Slots', 'security');
    const preview = part(page, 'Who could approve this?');
    await preview.getByText('2 approvals').waitFor();
    await preview.getByText('a member of security').waitFor();
    await preview.getByText('fills security').waitFor();

    await page.getByLabel('Pending at most', { exact: true }).fill('soon');
    await page.getByText('Input should be a valid integer').waitFor();
    await press(page, 'Review the change');
    expect(await page.evaluate(() => document.activeElement?.closest('[data-field]')?.outerHTML)).toContain(
      'data-field="ttlSeconds"',
    );
    await page.getByLabel('Pending at most', { exact: true }).fill('36');
    await preview.getByText('2 approvals').waitFor();
    await press(page, 'Review the change');
    const dialog = page.getByRole('dialog', { name: 'Make the rule payments?' });
    await dialog.getByText('banking and security').waitFor();
    await expectAccessible(page);
    await dialog.getByRole('button', { name: 'Make the rule' }).click();

    await page.getByRole('heading', { level: 1, name: 'payments' }).waitFor();
    await part(page, 'History').getByText('Dave Dubois made it').waitFor();
    const rule = await (await dashboard.it.client('bob')).rules.get('payments');
    expect(rule).toMatchObject({ groups: ['banking', 'security'], ttlSeconds: 129_600 });
  });

  it('never saves over what somebody else saved meanwhile without having seen it', async () => {
    const other = await dashboard.it.client('dave');
    const rule = { match: { kinds: ['note'] }, groups: ['banking', 'security'] };
    await other.rules.put('notes', rule);
    const page = await dashboard.it.open('dave', '/rules/named/notes/edit');
    await page.getByLabel('Description').fill('Notes need two pairs of eyes');
    await other.rules.put('notes', { ...rule, groups: [...rule.groups, 'legal'] });
    await press(page, 'Review the change');
    await press(page, 'Save the change');
    const meanwhile = page.getByRole('alert').filter({ hasText: 'Dave Dubois changed this rule meanwhile' });
    await meanwhile.getByText('banking, security and legal').waitFor();
    expect(await page.getByRole('button', { name: 'Review the change' }).isDisabled()).toBe(true);
    await expectAccessible(page);
    await press(page, 'Keep what I have written, over theirs');
    await press(page, 'Review the change');
    const dialog = page.getByRole('dialog', { name: 'Change the rule notes?' });
    await dialog.getByText('banking, security and legal').waitFor();
    await dialog.getByRole('button', { name: 'Save the change' }).click();

    const history = part(page, 'History');
    await history.getByText('Dave Dubois changed it').nth(1).waitFor();
    expect(await history.getByRole('listitem').count()).toBe(3);
    const last = history.getByRole('listitem').first();
    expect(await last.locator('ins').allInnerTexts()).toContainEqual(
      expect.stringContaining('Notes need two pairs of eyes'),
    );
  });

  it('sees what the last reviews would have come to without a rule, and deletes it by its name', async () => {
    const dave = await dashboard.it.client('dave');
    await dave.rules.put('payments', { match: { kinds: ['tool_call'] }, groups: ['banking', 'security'] });
    const agent = await dashboard.it.client('agent-7');
    const asked = { subjectKind: 'tool_call', action: 'pay', title: 'Pay the invoice', payload: {} };
    const { id } = await agent.reviews.ask(asked);
    await (await dashboard.it.client('bob')).reviews.approve(id);
    const page = await dashboard.it.open('dave', '/rules/named/payments');
    await press(page, 'Delete');
    const dialog = page.getByRole('dialog', { name: 'Delete the rule payments?' });
    await dialog.getByRole('button', { name: 'Simulate' }).click();
    await dialog.getByText('1 of 1 would have come out otherwise.').waitFor();
    await dialog.getByRole('link', { name: 'Pay the invoice' }).waitFor();
    const confirm = dialog.getByRole('button', { name: 'Delete the rule' });
    expect(await confirm.isDisabled()).toBe(true);
    await dialog.getByLabel('Type payments to delete it').fill('payments');
    await confirm.click();
    await page.getByRole('link', { name: 'notes' }).waitFor();
    await page.getByRole('link', { name: 'payments' }).waitFor({ state: 'detached' });
    await page.goto(`${dashboard.it.url}/rules/named/payments`);
    await page.getByText('There is no such rule now').waitFor();
    await part(page, 'History').getByText('Dave Dubois deleted it').waitFor();
  });
});

describe('everybody else', () => {
  it('reads the rules and changes none', async () => {
    await (await dashboard.it.client('dave')).rules.put('anything', { groups: ['banking'] });
    const page = await dashboard.it.open('bob', '/rules');
    await page.getByRole('link', { name: 'anything' }).click();
    await part(page, 'Who could approve this?').getByText('one approval').waitFor();
    await page.getByText('This rule matches every request of the workspace').waitFor();
    expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
    await page.goto(`${dashboard.it.url}/rules/named/anything/edit`);
    await page.getByText('Only administrators change the rules').waitFor();
  });
});
