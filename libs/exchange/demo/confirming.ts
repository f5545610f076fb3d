import { Injectable } from '@nestjs/common';
import { newRelation } from '#contracts/relation';
import { Operators } from '#exchange/access';
import { SigningKeys } from '#exchange/keys';
import { Assurance, Relations } from '#exchange/organizations';
import type { Cast } from './cast.ts';
import type { CompanyKey } from './companies.ts';
import { operator } from './people.ts';
import { relations } from './relations.ts';
import { demoPassword } from './sign-ins.ts';

/** What makes a company one that others deal with: confirmed, with a key to sign, in relations. */
@Injectable()
export class Confirming {
  constructor(
    private readonly operators: Operators,
    private readonly assurance: Assurance,
    private readonly keys: SigningKeys,
    private readonly relations: Relations,
  ) {}

  /** Whoever runs the exchange. */
  async makeOperator(cast: Cast): Promise<void> {
    cast.operating(await this.operators.create({ ...operator, password: demoPassword }));
  }

  async confirm(cast: Cast, key: CompanyKey): Promise<void> {
    const reason = '架空の会社としての確認 / confirmed as a fictional company';
    await this.assurance.setByOperator(cast.operator, cast.organizationId(key), { assurance: 'operator', reason });
  }

  /** A signing key that the exchange holds for the company. */
  async makeKey(cast: Cast, key: CompanyKey): Promise<void> {
    await this.keys.add(cast.whoMay(key, 'keys.manage'), { custody: 'exchange' });
  }

  async relate(cast: Cast): Promise<void> {
    for (const { from, to, ...relation } of relations) {
      const wish = newRelation.parse({ ...relation, partnerId: cast.organizationId(to), ourSide: 'from' });
      await this.relations.make(cast.whoMay(from, 'relations.manage'), wish);
    }
  }
}
