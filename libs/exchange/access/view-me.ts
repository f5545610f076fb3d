import type { Me, Seat } from './seats.ts';

const viewSeat = ({ memberId, organizationId, names, assurance, roles, title }: Seat, inUse: boolean) => ({
  memberId,
  organization: { id: organizationId, names, assurance },
  roles,
  title,
  inUse,
});

/** Who is signed in, as every way in and `GET /v1/session` say it. */
export function viewMe({ sessionId, person, operator, seats, inUse, can }: Me) {
  return {
    id: sessionId,
    person,
    operator,
    seats: seats.map((seat) => viewSeat(seat, seat === inUse)),
    ...(inUse ? { organization: viewSeat(inUse, true).organization } : {}),
    roles: inUse?.roles ?? [],
    can,
  };
}
