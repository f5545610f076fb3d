import { Controller, Delete, Get, HttpCode, Param, Query, SerializeOptions } from '@nestjs/common';
import { type IdPath, idPath, type Page, page, pageOf } from '#contracts/common';
import { sessionRow, sessionsEnded } from '#contracts/session';
import { Says } from '#platform/http';
import type { SignedInPerson } from './actor.ts';
import { CurrentPerson } from './caller.ts';
import { SignedIn } from './may.ts';
import { type SessionRow, Sessions } from './sessions.ts';

/** Where I am signed in, and ending that. */
@Controller('v1/sessions')
export class MySessionsController {
  constructor(private readonly sessions: Sessions) {}

  @Get()
  @Says('Lists the browsers you are signed in with.')
  @SignedIn()
  @SerializeOptions({ schema: pageOf(sessionRow) })
  async list(@CurrentPerson() who: SignedInPerson, @Query({ schema: page }) query: Page) {
    const { items, ...next } = await this.sessions.list(who, query);
    return { items: items.map((row) => viewSession(row, who.sessionId)), ...next };
  }

  @Delete()
  @Says('Ends all your sessions but the one you are asking from.')
  @SignedIn()
  @SerializeOptions({ schema: sessionsEnded })
  async endOthers(@CurrentPerson() who: SignedInPerson) {
    return { ended: await this.sessions.endOthers(who) };
  }

  @Delete(':id')
  @Says('Ends one of your sessions.')
  @SignedIn()
  @HttpCode(204)
  async end(@CurrentPerson() who: SignedInPerson, @Param({ schema: idPath }) { id }: IdPath) {
    await this.sessions.end(who, id);
  }
}

const viewSession = (row: SessionRow, currentId: string) => ({
  id: row.id,
  current: row.id === currentId,
  ...(row.organizationId === null ? {} : { organizationId: row.organizationId }),
  createdAt: row.createdAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});
