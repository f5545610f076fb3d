export { companies } from './companies.ts';
export { DemoModule } from './demo.module.ts';
export { DemoWorld } from './demo-world.ts';
export { asOwner, fixClock, makeClockMovable } from './seeding-clock.ts';
export { type DemoSignIn, demoPassword, demoSignIns } from './sign-ins.ts';
export { emptyAll, standingOf } from './standing.ts';
