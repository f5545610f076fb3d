/** A job as it was committed. */
export interface Message {
  readonly id: string;
  readonly job: string;
  readonly payload: unknown;
}

/** `settled`: done or given up, so a late copy in the queue has nothing to do. `unknown`: nothing of ours. */
export type FoundJob = Message | 'settled' | 'unknown';

/** Where jobs are written down before the queue hears of them, and where it is noted what became of them. */
export interface JobStore {
  /** Takes up to `limit` waiting messages for a while; a message nobody marks `relayed` comes back. */
  claim(limit: number): Promise<readonly Message[]>;
  relayed(ids: readonly string[]): Promise<void>;
  find(id: string): Promise<FoundJob>;
  finished(id: string): Promise<void>;
  failed(id: string, why: string): Promise<void>;
}

/**
 * Does one kind of job. Running it twice must be the same as once.
 * @throws anything to be tried again later; `hopeless(…)` for what can never work
 */
export type Handler = (payload: unknown) => Promise<void>;
