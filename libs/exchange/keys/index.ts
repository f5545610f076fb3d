export { CompanyKey } from './company-key.entity.ts';
export { ExchangeKey } from './exchange-key.entity.ts';
export { KeySecret } from './key-secret.entity.ts';
export { type Custody, type PublicJwk, SigningKey } from './signing-key.entity.ts';
