import { QueryFailedError } from 'typeorm';
import { safeError } from './safe-error.ts';

const postgres = Object.assign(new Error('invalid input syntax for type uuid: "canary-value"'), {
  severity: 'ERROR',
  routine: 'string_to_uuid',
  code: '22P02',
  detail: 'Key (email)=(canary-detail) already exists.',
  where: 'canary-where',
  constraint: 'people_email_is_used_once',
});

test.each([
  ['the driver’s error', postgres],
  ['TypeORM’s error around it', new QueryFailedError('select $1', ['canary-parameter'], postgres)],
  ['an error of ours that it caused', new Error('The sealing failed.', { cause: postgres })],
])('%s is logged by its names, without a value', (_, error) => {
  const logged = JSON.stringify(safeError(error));
  expect(logged).not.toMatch(/canary/);
  expect(logged).toMatch(/22P02/);
  expect(logged).toMatch(/people_email_is_used_once/);
});

test('an error of ours keeps its words, and something thrown that is none says nothing', () => {
  expect(safeError(new Error('The port is in use.'))).toMatchObject({ type: 'Error', message: 'The port is in use.' });
  expect(safeError('canary')).toEqual({ type: 'string' });
});
