import { Injectable } from '@nestjs/common';

/** Which bytes: one edition under one scope. They never change, so a copy of them is never out of date. */
export interface Held {
  readonly editionId: string;
  readonly scopeId: string;
  readonly bytes: Buffer;
}

const mostBytes = 16 * 1024 * 1024;
const mostGrants = 20_000;

/**
 * The views this process sent lately, as bytes, and which of them each grant showed. Nothing is decided here: every
 * read is opened in SQL, which says which edition and scope it is and leaves out the bytes only when it is told that
 * exactly these are held.
 */
@Injectable()
export class KeptBytes {
  private readonly views = new Map<string, Held>();
  private readonly shown = new Map<string, string>();
  private size = 0;

  /** What the grant showed last time, if it is still held. */
  heldFor(grantId: string): Held | undefined {
    const key = this.shown.get(grantId);
    return key === undefined ? undefined : this.views.get(key);
  }

  /** Keeps what a grant has just shown; the longest unsent goes when there is no room. */
  keep(grantId: string, held: Held): void {
    const key = `${held.editionId} ${held.scopeId}`;
    this.shown.delete(grantId);
    this.shown.set(grantId, key);
    if (this.shown.size > mostGrants) this.shown.delete(oldest(this.shown));
    this.forget(key);
    if (held.bytes.length > mostBytes) return;
    this.views.set(key, held);
    this.size += held.bytes.length;
    while (this.size > mostBytes) this.forget(oldest(this.views));
  }

  private forget(key: string) {
    this.size -= this.views.get(key)?.bytes.length ?? 0;
    this.views.delete(key);
  }
}

/** A Map gives its keys in the order they were set. */
const oldest = (map: ReadonlyMap<string, unknown>): string => map.keys().next().value ?? '';
