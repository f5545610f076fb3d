import { Body, Controller, Get, HttpCode, Param, Post, Query, SerializeOptions } from '@nestjs/common';
import { type IdPath, idPath, type Page, page, pageOf } from '#contracts/common';
import {
  apiKeyMade,
  apiKeyView,
  type KeyPath,
  keyPath,
  type NewApiKey,
  newApiKey,
  type NewServiceAccount,
  newServiceAccount,
  serviceAccountView,
} from '#contracts/service-account';
import { Says } from '#platform/http';
import type { Actor } from './actor.ts';
import { ApiKeys, type KeyRow } from './api-keys.ts';
import { CurrentActor } from './caller.ts';
import { May } from './may.ts';
import { type AccountRow, ServiceAccounts } from './service-accounts.ts';

@Controller('v1/service-accounts')
export class ServiceAccountsController {
  constructor(
    private readonly accounts: ServiceAccounts,
    private readonly keys: ApiKeys,
  ) {}

  @Post()
  @Says('Makes a service account with a name and the actions its keys may do.')
  @May('service-accounts.manage')
  @SerializeOptions({ schema: serviceAccountView })
  async create(@CurrentActor() actor: Actor, @Body({ schema: newServiceAccount }) asked: NewServiceAccount) {
    return viewAccount(await this.accounts.create(actor, asked));
  }

  @Get()
  @Says('Lists the service accounts of your company.')
  @May('service-accounts.manage')
  @SerializeOptions({ schema: pageOf(serviceAccountView) })
  async list(@CurrentActor() actor: Actor, @Query({ schema: page }) query: Page) {
    const { items, ...next } = await this.accounts.list(actor, query);
    return { items: items.map(viewAccount), ...next };
  }

  @Post(':id/ending')
  @Says('Ends a service account and with it all its keys.')
  @HttpCode(204)
  @May('service-accounts.manage')
  async end(@CurrentActor() actor: Actor, @Param({ schema: idPath }) { id }: IdPath) {
    await this.accounts.end(actor, id);
  }

  @Post(':id/keys')
  @Says('Makes an API key; this is the only answer that ever holds the secret, and `{}` makes it good for 365 days.')
  @May('service-accounts.manage')
  @SerializeOptions({ schema: apiKeyMade })
  async createKey(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) { id }: IdPath,
    @Body({ schema: newApiKey }) asked: NewApiKey,
  ) {
    const { key, secret } = await this.keys.create(actor, id, asked);
    return { ...viewKey(key), secret };
  }

  @Get(':id/keys')
  @Says('Lists the API keys of a service account, without their secrets.')
  @May('service-accounts.manage')
  @SerializeOptions({ schema: pageOf(apiKeyView) })
  async listKeys(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) { id }: IdPath,
    @Query({ schema: page }) query: Page,
  ) {
    const { items, ...next } = await this.keys.list(actor, id, query);
    return { items: items.map(viewKey), ...next };
  }

  @Post(':id/keys/:keyId/ending')
  @Says('Ends one API key.')
  @HttpCode(204)
  @May('service-accounts.manage')
  async endKey(@CurrentActor() actor: Actor, @Param({ schema: keyPath }) path: KeyPath) {
    await this.keys.end(actor, path);
  }
}

const ended = (row: { endedAt: Date | null }) => (row.endedAt === null ? {} : { endedAt: row.endedAt.toISOString() });

const viewAccount = ({ id, name, scopes, createdBy, createdAt, endedAt }: AccountRow) => ({
  id,
  name,
  scopes,
  createdBy,
  createdAt: createdAt.toISOString(),
  ...ended({ endedAt }),
});

const viewKey = ({ id, hint, createdBy, createdAt, expiresAt, endedAt }: KeyRow) => ({
  id,
  hint,
  createdBy,
  createdAt: createdAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
  ...ended({ endedAt }),
});
