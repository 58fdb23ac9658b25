import { returnPathOf } from './return-path';

describe('where a browser goes after it has signed in', () => {
  it.each([
    ['/'],
    ['/reviews'],
    ['/reviews/7f2a?tab=proposal&q=a%20b#decide'],
    ['/v1/me'],
    ['/search?to=https://elsewhere.example//x'],
    ['/search?back=%2F%2Felsewhere&q=100%'],
    ['/sessions/run-42'],
    ['/%C3%A9t%C3%A9'],
  ])('is %s, since it is a path of ours', (path) => expect(returnPathOf(path)).toBe(path));

  it('is written as browsers write it', () => {
    expect(returnPathOf('/a/../b/./c')).toBe('/b/c');
    expect(returnPathOf('/été?q="<>')).toBe('/%C3%A9t%C3%A9?q=%22%3C%3E');
  });

  it.each([
    [undefined],
    [['/a', '/b']],
    [''],
    ['reviews'],
    ['//evil.example'],
    ['///evil.example'],
    ['/\\evil.example'],
    ['\\\\evil.example'],
    ['/\\/evil.example'],
    ['/a\\b'],
    ['/\t/evil.example'],
    ['/\n/evil.example'],
    ['\t//evil.example'],
    [' //evil.example'],
    ['/ /evil.example'],
    ['/\u0000/evil.example'],
    ['https://evil.example'],
    ['HTTPS:evil.example'],
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['/.//evil.example'],
    ['/a/..//evil.example'],
    ['/%2Fevil.example'],
    ['/%2f%2fevil.example'],
    ['/%252F%252Fevil.example'],
    ['/%25252F%25252Fevil.example'],
    ['/%5Cevil.example'],
    ['/%5c%5cevil.example'],
    ['/%09/evil.example'],
    ['/%2e/%2fevil.example'],
    ['/%2e%2e//evil.example'],
    ['/x%0d%0aSet-Cookie:a=b'],
    ['/%'],
    ['/%ff'],
    ['/session/login'],
    ['/session/login?returnTo=/session/login'],
    ['/SESSION/callback'],
    ['/a/../session/login'],
    ['/%73ession/login'],
    [`/${'x'.repeat(1_024)}`],
    [`/${'é'.repeat(300)}`],
  ])('is / instead of %j', (asked) => expect(returnPathOf(asked)).toBe('/'));
});
