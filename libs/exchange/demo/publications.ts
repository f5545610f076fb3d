import { Injectable } from '@nestjs/common';
import type { PersonActor } from '#exchange/access';
import { Approvals, Preparations, Profiles, Publishing } from '#exchange/profiles';
import type { Cast } from './cast.ts';
import type { CompanyKey } from './companies.ts';

/** From a draft to an edition: submitted, approved by somebody else where there is somebody, signed and published. */
@Injectable()
export class Publications {
  constructor(
    private readonly approvals: Approvals,
    private readonly profiles: Profiles,
    private readonly preparations: Preparations,
    private readonly publishing: Publishing,
  ) {}

  async submit(cast: Cast, key: CompanyKey): Promise<void> {
    await this.approvals.submit(cast.whoMay(key, 'profile.edit'));
  }

  async approve(cast: Cast, key: CompanyKey): Promise<void> {
    const approver = approverOf(cast, key);
    const { standing } = await this.profiles.read(approver);
    await this.approvals.approve(approver, standing.revision);
  }

  /** @throws Error when it becomes another edition than the data says */
  async publish(cast: Cast, key: CompanyKey, expected: number): Promise<void> {
    const approver = approverOf(cast, key);
    const { id } = await this.preparations.prepare(approver);
    const { number } = await this.publishing.complete(approver, { id });
    if (number !== expected) throw new Error(`Edition ${expected} of ${key} became edition ${number}.`);
  }
}

const approverOf = (cast: Cast, key: CompanyKey): PersonActor =>
  cast.whoMay(key, 'profile.approve', cast.whoMay(key, 'profile.edit'));
