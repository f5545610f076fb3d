import { Body, Controller, Get, HttpCode, Post, SerializeOptions } from '@nestjs/common';
import { type Approval, approval, type ProfileView, profileView, type SendBack, sendBack } from '#contracts/profile';
import { type Actor, can, CurrentActor, May, personOnly } from '#exchange/access';
import { Says } from '#platform/http';
import { Approvals } from './approvals.service.ts';
import { completeness } from './completeness.ts';
import { contradictions } from './contradictions.ts';
import type { ProfileMaterial } from './profile-material.ts';
import { Profiles, type Standing } from './profiles.service.ts';
import { isStale } from './rules-on-dates.ts';

@Controller('v1/profile')
export class ProfileController {
  constructor(
    private readonly profiles: Profiles,
    private readonly approvals: Approvals,
  ) {}

  @Get()
  @Says(
    'Shows where your profile stands: its state and revision, progress, what is missing, what contradicts itself, what is out of date.',
  )
  @May('profile.read')
  @SerializeOptions({ schema: profileView })
  async read(@CurrentActor() actor: Actor) {
    const { standing, material } = await this.profiles.read(actor);
    return viewProfile(actor, standing, material);
  }

  @Post('submission')
  @Says('Hands the draft to an approver.')
  @HttpCode(200)
  @May('profile.submit')
  @SerializeOptions({ schema: profileView })
  async submit(@CurrentActor() actor: Actor) {
    await this.approvals.submit(actor);
    return this.read(actor);
  }

  @Post('sent-back')
  @Says('Returns the submitted or approved profile to its editors, with a reason.')
  @HttpCode(200)
  @May('profile.approve')
  @SerializeOptions({ schema: profileView })
  async sendBack(@CurrentActor() actor: Actor, @Body({ schema: sendBack }) body: SendBack) {
    await this.approvals.sendBack(personOnly(actor), body.reason);
    return this.read(actor);
  }

  @Post('approval')
  @Says('Approves exactly one revision of the submitted profile; send the `revision` you read from `GET /v1/profile`.')
  @HttpCode(200)
  @May('profile.approve')
  @SerializeOptions({ schema: profileView })
  async approve(@CurrentActor() actor: Actor, @Body({ schema: approval }) body: Approval) {
    await this.approvals.approve(personOnly(actor), body.revision);
    return this.read(actor);
  }
}

function viewProfile(actor: Actor, standing: Standing, material: ProfileMaterial): ProfileView {
  const { state, revision, lastEditedBy, sentBackReason } = standing;
  const { submittedBy, submittedAt, approvedBy, approvedAt, selfApproved: self } = standing;
  const { latest } = material;
  const waits = state === 'draft' || state === 'sent-back';
  return {
    catalogue: { id: material.catalogue.id, edition: material.catalogue.edition },
    state,
    revision,
    lastEditedBy,
    submitted: submittedBy && submittedAt ? { by: submittedBy, at: submittedAt } : null,
    approved: approvedBy && approvedAt ? { by: approvedBy, at: approvedAt, self } : null,
    sentBackReason,
    sections: viewSections(material),
    completeness: completeness(material),
    contradictions: contradictions(material),
    stale: staleItems(material),
    published: latest
      ? { number: latest.number, at: latest.publishedAt, changedSince: revision > latest.revision }
      : null,
    can: {
      edit: can(actor, 'profile.edit'),
      submit: waits && can(actor, 'profile.submit'),
      sendBack: !waits && can(actor, 'profile.approve'),
      approve: state === 'submitted' && can(actor, 'profile.approve'),
      publish: state === 'approved' && can(actor, 'editions.publish'),
    },
  };
}

function viewSections(material: ProfileMaterial): ProfileView['sections'] {
  const stale = staleItems(material);
  return material.catalogue.sections.map(({ id, core, ja, en }) => {
    const items = material.catalogue.items.filter(({ section }) => section === id);
    return {
      id,
      core,
      title: { ja, en },
      items: items.length,
      answered: items.filter((item) => Object.hasOwn(material.answers, item.id)).length,
      stale: items.filter((item) => stale.includes(item.id)).length,
    };
  });
}

const staleItems = ({ catalogue, answers, today }: ProfileMaterial): string[] =>
  catalogue.items.flatMap((item) => {
    const answer = Object.hasOwn(answers, item.id) ? answers[item.id] : undefined;
    return answer && isStale(item, answer, today) ? [item.id] : [];
  });
