import type { OrganizationCard } from '#contracts/organization';
import type { IdentityAssurance } from '#contracts/organization';
import type { OrganizationNames } from './organization.entity.ts';

/** What anybody signed in may know of a company, as a query gives it. */
export interface CardRow {
  readonly id: string;
  readonly names: OrganizationNames;
  readonly assurance: IdentityAssurance;
  readonly voucher: { readonly id: string; readonly names: OrganizationNames } | null;
}

/** Columns of a `CardRow`; `o` is the company and `v` the one that vouched, joined by `cardJoin`. */
export const cardColumns = `o.id, o.names, o.assurance,
  case when v.id is null then null else jsonb_build_object('id', v.id, 'names', v.names) end as voucher`;
export const cardJoin = `left join organizations v on v.id = o.vouched_by and o.assurance = 'vouched'`;

/** The card as it is shown: beside each name how sure we are, and for a vouched company who vouched. */
export const viewCard = ({ id, names, assurance, voucher }: CardRow): OrganizationCard => ({
  id,
  names,
  assurance,
  ...(voucher ? { vouchedBy: voucher } : {}),
});
