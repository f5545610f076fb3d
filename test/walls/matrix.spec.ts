import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Controller, Get, Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { problemCodes } from '../../libs/contracts/problems.ts';
import {
  actions,
  MarkedRoutes,
  May,
  Open,
  operatorActions,
  permissions,
  roles,
} from '../../libs/exchange/access/index.ts';
import { statusOf } from '../../libs/platform/errors/index.ts';

// 8.1.2 8.2.1: every right in the table is asked for somewhere, and no route answers without standing in it. The table
// itself is a snapshot beside it, in libs/exchange/access/permissions.spec.ts.

test('an action names known roles, each once, and no role of a company reaches an operator’s action', () => {
  for (const [action, held] of Object.entries(permissions)) {
    expect([action, held.every((role) => roles.includes(role)), new Set(held).size]).toEqual([
      action,
      true,
      held.length,
    ]);
  }
  expect(actions.filter((action) => (operatorActions as readonly string[]).includes(action))).toEqual([]);
});

test('every action in the table is asked for by a route: a right nobody checks is no right', () => {
  const folder = join(__dirname, '../../libs/exchange');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.controller.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const unused = actions.filter(
    (action) => !sources.includes(`May('${action}')`) && !sources.includes(`MayInStatement('${action}')`),
  );
  expect(unused).toEqual([]);
});

@Controller('planted')
class Planted {
  @Get('open')
  @Open('it says so')
  open() {
    return 'open';
  }
  @Get('guarded')
  @May('grants.read')
  guarded() {
    return 'guarded';
  }
}

@Controller('planted')
class Forgotten extends Planted {
  @Get('forgotten')
  forgotten() {
    return 'everything';
  }
}

async function start(controller: typeof Planted) {
  @Module({ imports: [DiscoveryModule], controllers: [controller], providers: [MarkedRoutes] })
  class Small {}
  const app = (await Test.createTestingModule({ imports: [Small] }).compile()).createNestApplication(
    new FastifyAdapter(),
  );
  app.useLogger(false);
  await app.init();
  await app.close();
}

test('a process with a route that does not say who may call it does not start, and says which', async () => {
  await expect(start(Planted)).resolves.toBeUndefined();
  await expect(start(Forgotten)).rejects.toThrow('These routes do not say who may call them: GET /planted/forgotten');
});

test('every problem code has one status, a client’s or a server’s, and no two lists disagree', () => {
  expect(Object.keys(statusOf).toSorted()).toEqual([...problemCodes].toSorted());
  for (const code of problemCodes) expect([code, statusOf[code] >= 400 && statusOf[code] < 600]).toEqual([code, true]);
  expect(problemCodes.filter((code) => statusOf[code] >= 500).toSorted()).toEqual(['internal', 'try-again']);
});
