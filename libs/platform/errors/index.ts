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
export { ProblemFilter, problemOf, statusOf } from './problem.filter.ts';
