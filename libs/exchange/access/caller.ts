import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

const caller = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<{ user: unknown }>().user,
);

/** The company's member or service account that is asking (`Actor`); on a route marked `@May`. */
export const CurrentActor = caller;

/** The signed-in person (`SignedInPerson`); on a route marked `@SignedIn`. */
export const CurrentPerson = caller;

/** The operator (`OperatorActor`); on a route marked `@Operator`. */
export const CurrentOperator = caller;
