/**
 * The names of background work and the ids each carries. Content and secrets never travel: the queue is clear text,
 * and a handler looks at the state as it is when it runs.
 */
export interface Jobs {
  'mail.send': { readonly mailId: string };
  'grants.end-with-relation': { readonly relationId: string };
  'requests.announce': { readonly requestId: string };
  'evidence.collect': { readonly evidenceId: string };
  'editions.cut': { readonly editionId: string };
}

export type JobName = keyof Jobs;
export type JobHandlers = { readonly [Name in JobName]: (payload: Jobs[Name]) => Promise<void> };
