import { Module } from '@nestjs/common';
import { LedgerModule } from '#exchange/ledger';
import { CompanyVault } from './company-vault.ts';
import { ExchangeKeys } from './exchange-keys.ts';
import { KeyChallenges } from './key-challenge.ts';
import { MasterRotation } from './master-rotation.ts';
import { SigningKeys } from './signing-keys.ts';
import { TrustFiles } from './trust-files.ts';

/** Keys: companies' and the exchange's own, what is sealed under them, and the trust file that names them. */
@Module({
  imports: [LedgerModule],
  providers: [CompanyVault, ExchangeKeys, KeyChallenges, MasterRotation, SigningKeys, TrustFiles],
  exports: [CompanyVault, ExchangeKeys, MasterRotation, SigningKeys, TrustFiles],
})
export class KeysModule {}
