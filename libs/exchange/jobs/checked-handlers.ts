import { type Handler, hopeless } from '#platform/queue';
import { type JobHandlers, type JobName, jobPayloads } from './jobs.ts';

/**
 * Puts the payload's schema before every handler. A payload that does not fit never will: the job is given up, kept,
 * and no handler sees it.
 */
export function checkedHandlers(handlers: JobHandlers): Readonly<Record<JobName, Handler>> {
  const names = Object.keys(jobPayloads) as JobName[];
  return Object.fromEntries(names.map((name) => [name, checked(name, handlers)])) as Record<JobName, Handler>;
}

function checked<Name extends JobName>(name: Name, handlers: JobHandlers): Handler {
  return async (payload) => {
    const parsed = jobPayloads[name].safeParse(payload);
    if (!parsed.success) throw hopeless(`The payload of "${name}" is not one of ours.`);
    await handlers[name](parsed.data as never);
  };
}
