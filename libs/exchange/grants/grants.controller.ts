import { Body, Controller, Get, HttpCode, Param, Post, Query, SerializeOptions } from '@nestjs/common';
import { type IdPath, idPath } from '#contracts/common';
import { type GrantList, grantList, grantPage, grantView, type NewGrant, newGrant, revocation } from '#contracts/grant';
import { type Actor, can, CurrentActor, May, personOnly } from '#exchange/access';
import { Says } from '#platform/http';
import { GrantLists, type GrantRow } from './grant-lists.ts';
import { Grants } from './grants.service.ts';
import { itemsOf } from './scopes.ts';

@Controller('v1/grants')
export class GrantsController {
  constructor(
    private readonly grants: Grants,
    private readonly lists: GrantLists,
  ) {}

  @Get()
  @Says('Lists grants given to others (`side=given`) or received from them (`side=received`), past ones too.')
  @May('grants.read')
  @SerializeOptions({ schema: grantPage })
  async list(@CurrentActor() actor: Actor, @Query({ schema: grantList }) query: GrantList) {
    const { items, ...rest } = await this.lists.page(actor, query);
    return { items: items.map((row) => viewGrant(actor, row)), ...rest };
  }

  @Get(':id')
  @Says('Reads one grant, given or received.')
  @May('grants.read')
  @SerializeOptions({ schema: grantView })
  async one(@CurrentActor() actor: Actor, @Param({ schema: idPath }) path: IdPath) {
    return viewGrant(actor, await this.lists.one(actor, path.id));
  }

  @Post()
  @Says(
    "Lets a company, named persons in it, or the public read chosen items; `until` is the last day of access, included, in the grantor's time zone (null: no end).",
  )
  @May('grants.issue')
  @SerializeOptions({ schema: grantView })
  async issue(@CurrentActor() actor: Actor, @Body({ schema: newGrant }) wish: NewGrant) {
    return viewGrant(actor, await this.lists.one(actor, await this.grants.issue(actor, wish)));
  }

  @Post(':id/revocation')
  @Says('Ends access before its time, in force when this answers; `{}` will do, a reason is optional.')
  @HttpCode(204)
  @May('grants.revoke')
  async revoke(
    @CurrentActor() actor: Actor,
    @Param({ schema: idPath }) path: IdPath,
    @Body({ schema: revocation }) body: { reason?: string },
  ) {
    await this.grants.revoke(personOnly(actor), path.id, body.reason ?? null);
  }
}

/** A grant as its reader sees it; `can` says what this caller may do with it, so that no client re-derives policy. */
function viewGrant(actor: Actor, row: GrantRow) {
  const given = row.grantor_id === actor.organizationId;
  const live = row.state === 'granted' || row.state === 'not-started';
  return {
    id: row.id,
    grantor: { id: row.grantor_id, names: row.grantor_names, assurance: row.grantor_assurance },
    grantee: row.grantee_id
      ? { id: row.grantee_id, names: row.grantee_names ?? {}, assurance: row.grantee_assurance ?? 'unverified' }
      : null,
    public: row.grantee_id === null,
    purpose: row.purpose,
    items: itemsOf(row.levels),
    state: row.state,
    startsAt: row.starts_at.toISOString(),
    endsAt: row.ends_at?.toISOString() ?? null,
    endedAt: row.over_at?.toISOString() ?? null,
    ending:
      row.state === 'revoked'
        ? ('revoked' as const)
        : row.state === 'ended'
          ? (row.ending ?? ('expired' as const))
          : null,
    reason: row.revocation_reason,
    label: row.label,
    onward: row.onward,
    delivery: row.delivery,
    originals: row.originals,
    termsRequired: row.terms_required,
    pinnedEdition: row.pinned,
    readers: row.readers,
    createdAt: row.created_at.toISOString(),
    can: {
      revoke: given && live && can(actor, 'grants.revoke'),
      preview: given && can(actor, 'grants.preview'),
      read: !given && row.state === 'granted' && can(actor, 'disclosures.read'),
    },
  };
}
