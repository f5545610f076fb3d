export { companies, type CompanyKey, companyKeys, type DemoCompany } from './companies.ts';
export { DemoModule } from './demo.module.ts';
export { DemoWorld } from './demo-world.ts';
export { asOwner, clockIsMovable, fixClock, makeClockMovable } from './seeding-clock.ts';
export { type DemoSignIn, demoPassword, demoSignIns } from './sign-ins.ts';
export { emptyAll, type Standing, standingOf } from './standing.ts';
