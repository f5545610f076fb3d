import { limits } from './limits.ts';
import { actions, allows, personal, roles } from './permissions.ts';

test('8.1.1 who may do what: a change of policy shows up here', () => {
  const width = Math.max(...actions.map(({ length }) => length));
  const head = `${''.padEnd(width)} ${roles.map((role) => role.slice(0, 5).padEnd(5)).join(' ')}`;
  const table = actions.map((action) => {
    const marks = roles.map((role) => (allows(action, [role]) ? '●' : '·').padEnd(5)).join(' ');
    return `${action.padEnd(width)} ${marks}${(personal as readonly string[]).includes(action) ? ' people only' : ''}`.trimEnd();
  });
  expect(`\n${[head, ...table].join('\n')}\n`).toMatchSnapshot();
});

test('nobody without a role may do anything, and one role among several is enough', () => {
  expect(actions.filter((action) => allows(action, []))).toEqual([]);
  expect(allows('profile.approve', ['viewer', 'approver'])).toBe(true);
  expect(allows('profile.approve', ['owner', 'administrator'])).toBe(false);
});

test('6.1.1 2.1.3 every limit is written down with its reason, and none is zero', () => {
  for (const [name, { most, seconds, why }] of Object.entries(limits)) {
    expect([name, most > 0 && seconds > 0 && why.length > 20]).toEqual([name, true]);
  }
});
