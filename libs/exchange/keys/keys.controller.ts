import { Body, Controller, Get, HttpCode, Param, Post, SerializeOptions } from '@nestjs/common';
import type { z } from 'zod';
import {
  challengeView,
  type Compromise,
  compromise,
  type KidPath,
  keyList,
  keyView,
  kidPath,
  type NewKey,
  newChallenge,
  newKey,
} from '#contracts/key';
import { type Actor, can, CurrentActor, May } from '#exchange/access';
import { Says } from '#platform/http';
import type { SigningKey } from './signing-key.entity.ts';
import { SigningKeys } from './signing-keys.ts';

@Controller('v1/keys')
export class KeysController {
  constructor(private readonly keys: SigningKeys) {}

  @Get()
  @Says("Lists your company's signing keys, newest first.")
  @May('keys.read')
  @SerializeOptions({ schema: keyList })
  async list(@CurrentActor() actor: Actor) {
    const keys = await this.keys.list(actor);
    return { items: keys.map((key) => viewKey(actor, key)), can: { add: can(actor, 'keys.manage') } };
  }

  @Post('challenges')
  @Says('Gives a text to sign, to prove that you have the private half of a key of your own.')
  @HttpCode(200)
  @May('keys.manage')
  @SerializeOptions({ schema: challengeView })
  challenge(@CurrentActor() actor: Actor, @Body({ schema: newChallenge }) body: z.infer<typeof newChallenge>) {
    const { challenge, expiresAt } = this.keys.challenge(actor, body.publicJwk);
    return { challenge, expiresAt: expiresAt.toISOString() };
  }

  @Post()
  @Says('Adds a signing key: one held by the exchange, or the public half of your own with a signed challenge.')
  @May('keys.manage')
  @SerializeOptions({ schema: keyView })
  async add(@CurrentActor() actor: Actor, @Body({ schema: newKey }) body: NewKey) {
    return viewKey(actor, await this.keys.add(actor, body));
  }

  @Post(':kid/retirement')
  @Says('Retires a key: it signs nothing any more; what it signed stays good.')
  @HttpCode(200)
  @May('keys.manage')
  @SerializeOptions({ schema: keyView })
  async retire(@CurrentActor() actor: Actor, @Param({ schema: kidPath }) path: KidPath) {
    return viewKey(actor, await this.keys.retire(actor, path.kid));
  }

  @Post(':kid/replacement')
  @Says('Puts another key in the place of one that was lost.')
  @May('keys.replace')
  @SerializeOptions({ schema: keyView })
  async replace(
    @CurrentActor() actor: Actor,
    @Param({ schema: kidPath }) path: KidPath,
    @Body({ schema: newKey }) body: NewKey,
  ) {
    return viewKey(actor, await this.keys.replace(actor, path.kid, body));
  }

  @Post(':kid/compromise')
  @Says('Reports that a key may have been in other hands since the moment sent as `since`.')
  @HttpCode(200)
  @May('keys.manage')
  @SerializeOptions({ schema: keyView })
  async compromise(
    @CurrentActor() actor: Actor,
    @Param({ schema: kidPath }) path: KidPath,
    @Body({ schema: compromise }) body: Compromise,
  ) {
    return viewKey(actor, await this.keys.compromise(actor, path.kid, new Date(body.since)));
  }
}

function viewKey(actor: Actor, key: SigningKey): z.infer<typeof keyView> {
  const { kid, publicJwk, algorithm, custody, validFrom, validUntil, compromisedSince } = key;
  const active = validUntil === null;
  return {
    kid,
    publicJwk: publicJwk as z.infer<typeof keyView>['publicJwk'],
    algorithm,
    custody,
    state: compromisedSince ? 'compromised' : active ? 'active' : 'retired',
    validFrom: validFrom.toISOString(),
    validUntil: validUntil?.toISOString() ?? null,
    compromisedSince: compromisedSince?.toISOString() ?? null,
    can: {
      retire: active && can(actor, 'keys.manage'),
      compromise: compromisedSince === null && can(actor, 'keys.manage'),
      replace: active && can(actor, 'keys.replace'),
    },
  };
}
