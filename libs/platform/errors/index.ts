export {
  alreadyDone,
  changedMeanwhile,
  conflict,
  forbidden,
  invalid,
  linkNotValid,
  notFound,
  Refusal,
  tooManyRequests,
  tryAgain,
  unauthenticated,
} from './refusal.ts';
export { ProblemFilter, statusOf } from './problem.filter.ts';
