import { allows, MarkedRoutes, type Route, roles } from '../../libs/exchange/access/index.ts';
import type { Client } from '../support/client.ts';
import { openWorld, type World } from '../support/world.ts';

let world: World;
let routes: Route[];
beforeAll(async () => {
  world = await openWorld();
  routes = world.app.get(MarkedRoutes, { strict: false }).all();
});
afterAll(() => world?.close());

const some = '01900000-0000-7000-8000-000000000000';
const knock = async (client: Client, route: Route) => {
  const path = route.path.replace(/:\w+/g, some);
  return (await client.send(route.method, path, route.method === 'GET' ? {} : { body: {} })).status;
};
const of = (...kinds: Route['rule']['kind'][]) => routes.filter(({ rule }) => kinds.includes(rule.kind));
const name = ({ method, path }: Route) => `${method} ${path}`;
/** How much there is in every table that a request could have changed. */
const footprint = async () => {
  const { rows } = await world.database.admin.query(
    `select relname, (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from %I', relname), false, true, '')))[1]::text as n
       from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'attempts' order by relname`,
  );
  return rows;
};

test('8.2.1 every route says who may call it', () => {
  expect(routes.length).toBeGreaterThan(40);
  expect(routes.map(({ rule, ...route }) => `${rule.kind} ${name({ rule, ...route })}`).sort()).toMatchSnapshot();
});

test('7.2.1 nobody gets past any door that is not open, and nothing changes', async () => {
  const before = await footprint();
  for (const route of of('may', 'signed-in', 'operator'))
    expect([name(route), await knock(world.nobody, route)]).toEqual([name(route), 401]);
  expect(await footprint()).toEqual(before);
});

test('8.2.1 each role is let through where the table says so, and refused where not, without effect', async () => {
  const company = await world.given.company();
  for (const role of roles) {
    const member = await world.given.member(company.id, [role]);
    const before = await footprint();
    for (const route of of('may')) {
      if (route.rule.kind !== 'may' || allows(route.rule.action, [role])) continue;
      expect([role, name(route), await knock(member.client, route)]).toEqual([role, name(route), 403]);
    }
    expect(await footprint()).toEqual(before);
  }
});

test('6.3.4 each way in opens its own doors: a seatless person, a program, the operator', async () => {
  const company = await world.given.company();
  const seatless = await world.given.session(company.owner.personId, null);
  const program = (await world.given.key(company.id, company.owner.memberId, [])).client;
  const operator = (await world.given.operator()).client;
  const before = await footprint();
  for (const route of of('may')) {
    for (const client of [seatless, program, operator])
      expect([name(route), await knock(client, route)]).toEqual([name(route), 403]);
  }
  for (const route of of('signed-in')) expect([name(route), await knock(program, route)]).toEqual([name(route), 403]);
  for (const route of of('operator')) {
    for (const client of [company.client, seatless, program])
      expect([name(route), await knock(client, route)]).toEqual([name(route), 404]);
  }
  expect(await footprint()).toEqual(before);
});
