import { demoSignIns } from './demo-sign-ins.ts';
import { Html, html } from './html.ts';
import { landingPage } from './landing.ts';
import { testData } from '../../../test/test-data.ts';

const own = [
  '<script>alert(1)</script>',
  '</script>',
  '" onmouseover="x',
  "' onfocus='x",
  '&lt;',
  '\u2028</style>',
  '<!--',
  ']]>',
];
const lines = (testData('hostile/xss') ?? []).flatMap(({ bytes }) => bytes.toString('utf8').split('\n'));

test(`1.2.1 1.2.3 whatever is put into a page is text there (${lines.length > 0 ? 'all lists' : 'our own list; hostile/xss is not here'})`, () => {
  for (const text of [...own, ...lines]) {
    const { text: page } = html`<td title="${text}">${text}</td>`;
    const inside = page.slice('<td title="'.length, -'</td>'.length);
    expect(inside.replace('">', '')).not.toMatch(/[<>"']/);
    const back = inside
      .split('">')[1]
      ?.replace(
        /&(amp|lt|gt|quot|#39);/g,
        (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name] ?? '',
      );
    expect(back).toBe(text);
  }
});

test('a piece of a page stays one, and nothing else becomes one', () => {
  expect(html`<p>${html`<b>${'<'}</b>`}</p>`.text).toBe('<p><b>&lt;</b></p>');
  expect(html`${[new Html('<i></i>'), html`${1}`]}`.text).toBe('<i></i>1');
});

test('people of the demonstration are listed where it is on, escaped, and nowhere else', async () => {
  expect(await demoSignIns({ demo: false })).toEqual([]);
  const one = { company: '<C03>', person: '導線 みお', role: '承認者', email: 'a@b.example', password: 'p' };
  expect(landingPage([one])).toContain('&lt;C03&gt;');
  expect(landingPage([])).not.toContain('<table>');
});
