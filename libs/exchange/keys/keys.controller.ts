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
import type { SigningKey } from './signing-key.entity.ts';
import { SigningKeys } from './signing-keys.ts';

@Controller('v1/keys')
export class KeysController {
  constructor(private readonly keys: SigningKeys) {}

  /** The company's signing keys, newest first. */
  @Get()
  @May('keys.read')
  @SerializeOptions({ schema: keyList })
  async list(@CurrentActor() actor: Actor) {
    const keys = await this.keys.list(actor);
    return { items: keys.map((key) => viewKey(actor, key)), can: { add: can(actor, 'keys.manage') } };
  }

  /** A text to sign, to prove that one has the private half of a key of one's own. */
  @Post('challenges')
  @HttpCode(200)
  @May('keys.manage')
  @SerializeOptions({ schema: challengeView })
  challenge(@CurrentActor() actor: Actor, @Body({ schema: newChallenge }) body: z.infer<typeof newChallenge>) {
    const { challenge, expiresAt } = this.keys.challenge(actor, body.publicJwk);
    return { challenge, expiresAt: expiresAt.toISOString() };
  }

  /** A key held by the exchange, or the public half of one the company holds. */
  @Post()
  @May('keys.manage')
  @SerializeOptions({ schema: keyView })
  async add(@CurrentActor() actor: Actor, @Body({ schema: newKey }) body: NewKey) {
    return viewKey(actor, await this.keys.add(actor, body));
  }

  /** The key signs nothing any more; what it signed stays good. */
  @Post(':kid/retirement')
  @HttpCode(200)
  @May('keys.manage')
  @SerializeOptions({ schema: keyView })
  async retire(@CurrentActor() actor: Actor, @Param({ schema: kidPath }) path: KidPath) {
    return viewKey(actor, await this.keys.retire(actor, path.kid));
  }

  /** Another key for one that was lost. */
  @Post(':kid/replacement')
  @May('keys.replace')
  @SerializeOptions({ schema: keyView })
  async replace(
    @CurrentActor() actor: Actor,
    @Param({ schema: kidPath }) path: KidPath,
    @Body({ schema: newKey }) body: NewKey,
  ) {
    return viewKey(actor, await this.keys.replace(actor, path.kid, body));
  }

  /** The key may have been in other hands since a moment. */
  @Post(':kid/compromise')
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
