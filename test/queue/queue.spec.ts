import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkedHandlers, type JobHandlers, jobPayloads } from '../../libs/exchange/jobs/index.ts';
import { hopeless, Relay } from '../../libs/platform/queue/index.ts';
import { emptyRedis, type QueueKind, until, Workshop } from '../support/work.ts';

const redisDatabase = 1;

describe('jobs over PostgreSQL', () => theSame('PostgreSQL'));
(process.env.TEST_REDIS_URL ? describe : describe.skip)('jobs over Redis (TEST_REDIS_URL)', () => theSame('Redis'));

/** Whatever the queue is made of, this holds. */
function theSame(kind: QueueKind) {
  let shop: Workshop;
  beforeEach(async () => {
    shop = await Workshop.open(kind, redisDatabase);
  });
  afterEach(() => shop?.close());
  const note = (payload: unknown) => shop.note(payload);

  test('what is committed is done, and what is rolled back never was', async () => {
    await shop.source
      .transaction(async (tx) => {
        await tx.query(`insert into outbox_messages (id, job, payload) values ($1, 'mail.send', '{}')`, [randomUUID()]);
        throw new Error('changed my mind');
      })
      .catch(() => undefined);
    await shop.put(3);
    shop.start({ 'mail.send': note });
    await shop.settled();
    expect(await shop.runs()).toEqual([1, 1, 1]);
    expect(await shop.count('finished_at is not null and relayed_at is not null')).toBe(3);
  });

  test('many relays and workers at once: every job exactly once', async () => {
    await shop.put(450);
    const open = [shop.queue(), shop.queue(), shop.queue()];
    const queues = open.map((backend) => backend.queue('jobs', {}));
    shop.start({ 'mail.send': note });
    shop.start({ 'mail.send': note });
    await Promise.all(queues.map((queue) => new Relay(shop.store, queue).run()));
    await shop.settled();
    await Promise.all(queues.map((queue) => queue.close()));
    await Promise.all(open.map((backend) => backend.close()));
    expect(await shop.runs()).toEqual(Array(450).fill(1));
  });

  test('temporary trouble is tried again, later each time', async () => {
    await shop.put(1);
    const times: number[] = [];
    shop.start({
      'mail.send': async (payload) => {
        times.push(Date.now());
        if (times.length < 4) throw new Error('the mail server is away');
        await note(payload);
      },
    });
    await shop.settled();
    expect(await shop.runs()).toEqual([1]);
    const waits = times.slice(1).map((time, at) => time - times[at]!);
    expect(waits).toHaveLength(3);
    for (const [at, wait] of waits.entries()) expect(wait).toBeGreaterThanOrEqual(60 * 2 ** at - 5);
  });

  test('trouble without end is given up after the last try, and kept', async () => {
    const [id] = await shop.put(1);
    let tries = 0;
    shop.start({
      'mail.send': async () => {
        tries += 1;
        throw new Error('no such address');
      },
    });
    await shop.settled();
    expect(tries).toBe(4);
    expect(await shop.count(`failed_at is not null and failure = 'no such address'`)).toBe(1);
    expect(await stateInQueue(id!)).toBe('failed');
  });

  test('hopeless work is given up at once', async () => {
    await shop.put(1);
    let tries = 0;
    shop.start({
      'mail.send': async () => {
        tries += 1;
        throw hopeless('never');
      },
    });
    await shop.settled();
    expect(tries).toBe(1);
    expect(await shop.count('failed_at is not null')).toBe(1);
  });

  test('a poisoned job reaches no handler, is kept as failed, and holds up nobody', async () => {
    const poison = [{ mailId: 'x' }, {}, null, [], 'text', { mailId: randomUUID(), more: 1 }];
    for (const payload of poison) await shop.put(1, 'mail.send', payload);
    await shop.put(1, 'no.such-job');
    await shop.put(1, '__proto__');
    await shop.put(1, 'constructor');
    const [good] = await shop.put(1);
    const backend = shop.queue();
    const queue = backend.queue('jobs', {});
    const never = randomUUID();
    await queue.add('mail.send', { mailId: never }, { jobId: never });
    await queue.add('mail.send', { mailId: never });

    const seen: unknown[] = [];
    const mail = async (payload: unknown) => void seen.push(payload);
    shop.start(
      checkedHandlers(
        Object.fromEntries(Object.keys(jobPayloads).map((name) => [name, mail])) as unknown as JobHandlers,
      ),
    );
    await shop.settled();
    await until(async () => (await queue.getFailedCount()) === poison.length + 3 + 2);
    await queue.close();
    await backend.close();
    expect(seen).toEqual([{ mailId: good }]);
    expect(await shop.count('failed_at is not null')).toBe(poison.length + 3);
    expect(({} as Record<string, unknown>).more).toBeUndefined();
  });

  test('a relay that dies between handing over and noting it: still once', async () => {
    const ids = await shop.put(20);
    const backend = shop.queue();
    const queue = backend.queue('jobs', {});
    const messages = await shop.store.claim(100);
    await queue.addBulk(messages.map(({ id, job, payload }) => ({ name: job, data: payload, opts: { jobId: id } })));
    await queue.close();
    await backend.close();

    expect(messages).toHaveLength(20);
    expect(await shop.store.claim(100)).toEqual([]);
    await leasesRunOut(ids);
    shop.start({ 'mail.send': note });
    await shop.settled();
    expect(await shop.runs()).toEqual(Array(20).fill(1));
  });

  test('a job that is done already is not done again when an old copy turns up', async () => {
    const [id] = await shop.put(1);
    const running = shop.start({ 'mail.send': note });
    await shop.settled();
    await running.stop();
    await loseTheQueue();
    const backend = shop.queue();
    const queue = backend.queue('jobs', {});
    await queue.add('mail.send', { mailId: id }, { jobId: id! });
    shop.start({ 'mail.send': note });
    await until(async () => (await queue.getCompletedCount()) === 1);
    await queue.close();
    await backend.close();
    expect(await shop.runs()).toEqual([1]);
  });

  test('a queue that is lost with everything in it is filled again from the database', async () => {
    const ids = await shop.put(20);
    const backend = shop.queue();
    const queue = backend.queue('jobs', {});
    await new Relay(shop.store, queue).run();
    await queue.close();
    await backend.close();
    await loseTheQueue();
    expect(await shop.count('relayed_at is not null and finished_at is null')).toBe(20);
    await leasesRunOut(ids);
    shop.start({ 'mail.send': note });
    await shop.settled();
    expect(await shop.runs()).toEqual(Array(20).fill(1));
  });

  test('stopping waits for what is under way and loses nothing', async () => {
    await shop.put(60);
    let active = 0;
    const slow = async (payload: unknown) => {
      active += 1;
      await sleep(30);
      await note(payload);
      active -= 1;
    };
    const first = shop.start({ 'mail.send': slow }, { concurrency: 4 });
    await until(async () => (await shop.count('finished_at is not null')) > 5);
    await first.stop();
    expect(active).toBe(0);
    const done = await shop.count('finished_at is not null');
    expect(done).toBeLessThan(60);
    expect(await shop.runs()).toEqual(Array(done).fill(1));

    shop.start({ 'mail.send': slow }, { concurrency: 8 });
    await shop.settled();
    expect(await shop.runs()).toEqual(Array(60).fill(1));
  });

  async function stateInQueue(id: string): Promise<unknown> {
    const backend = shop.queue();
    const queue = backend.queue('jobs', {});
    const state = await queue.getJobState(id);
    await queue.close();
    await backend.close();
    return state;
  }

  async function leasesRunOut(ids: readonly string[]) {
    await shop.source.query('update outbox_messages set due_at = now() where id = any($1)', [ids]);
  }

  async function loseTheQueue() {
    if (shop.redisUrl) await emptyRedis(shop.redisUrl);
    else await shop.database.admin.query('truncate bullmq.job cascade');
  }
}
