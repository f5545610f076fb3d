import { Injectable } from '@nestjs/common';
import { type Held, KeptBytes } from './kept-bytes.ts';
import { type Ask, type Opened, Opening } from './opening.ts';
import { viewBody } from './view.ts';

/** The hot read: what a grant shows right now. */
@Injectable()
export class Views {
  constructor(
    private readonly opening: Opening,
    private readonly kept: KeptBytes,
  ) {}

  /** @returns the body of the view, its access record written; @throws Refusal as opening does */
  async of(ask: Omit<Ask, 'reading' | 'held'>): Promise<Buffer> {
    const { grantId } = ask;
    const held = this.kept.heldFor(grantId);
    const opened = await this.opening.open({ ...ask, reading: 'disclosure.viewed', ...(held ? { held } : {}) });
    return viewBody({ ...opened, grantId, content: this.bytesOf(grantId, opened, held) });
  }

  /** @throws Error should the statement have left out bytes that are not held: then nothing is served */
  private bytesOf(grantId: string, opened: Opened, held: Held | undefined): Buffer | null {
    const { outcome, edition_id: editionId, scope_id: scopeId, content } = opened;
    if (outcome === 'withdrawn') return null;
    if (content !== null) {
      const bytes = Buffer.from(content);
      this.kept.keep(grantId, { editionId, scopeId, bytes });
      return bytes;
    }
    if (held?.editionId !== editionId || held.scopeId !== scopeId) throw new Error('An open grant came without bytes.');
    return held.bytes;
  }
}
