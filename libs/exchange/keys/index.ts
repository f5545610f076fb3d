export { CompanyKey } from './company-key.entity.ts';
export { ExchangeKey } from './exchange-key.entity.ts';
export { KeySecret } from './key-secret.entity.ts';
export { type Custody, SigningKey } from './signing-key.entity.ts';
export { StoredTrustFile } from './trust-file.entity.ts';
export { CompanyVault } from './company-vault.ts';
export {
  ExchangeKeys,
  type ExchangeKeyPurpose,
  type ExchangeSigner,
  type PublishedExchangeKey,
} from './exchange-keys.ts';
export { issuerOf } from './issuer.ts';
export { KeysController } from './keys.controller.ts';
export { KeysModule } from './keys.module.ts';
export { MasterRotation, type Rotated } from './master-rotation.ts';
export { newSealedKeyPair, type SealedKeyPair, usePrivateKey } from './private-key.ts';
export { PublicKeysController } from './public-keys.controller.ts';
export { SigningKeys } from './signing-keys.ts';
export { type CurrentTrustFile, TrustFiles } from './trust-files.ts';
