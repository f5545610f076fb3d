import { mean, median, quantile, randomFrom, welch } from './statistics.mjs';

const WARM_UP = 200;

/**
 * Asks for a grant that exists but is not open to the asker, and for one that does not exist, in pairs, in random
 * order, one request at a time; tells whether the time of the answer gives away which it was.
 * @param ask sends one request, given as `{ text }` or whatever it takes, and gives `{ status, body }`
 * @param pair gives `[exists, doesNotExist]` for the n-th pair
 * @returns medians in microseconds, Welch's t over all times and over all but the slowest twentieth (where a busy
 *   machine hides what there is), and every distinct answer with its request id taken out
 */
export async function refusalTiming({ ask, pair, pairs, seed = 11 }) {
  const random = randomFrom(seed);
  const times = [new Float64Array(pairs), new Float64Array(pairs)];
  const answers = new Set();
  for (let n = -Math.min(WARM_UP, pairs); n < pairs; n++) {
    const both = pair(n + WARM_UP);
    const first = random() < 0.5 ? 0 : 1;
    for (const which of [first, 1 - first]) {
      const begin = performance.now();
      const { status, body } = await ask(both[which]);
      const took = performance.now() - begin;
      answers.add(`${status} ${body.replace(/"requestId":"[^"]*"/, '')}`);
      if (n >= 0) times[which][n] = took * 1000;
    }
  }
  const limit = Math.min(...times.map((one) => quantile(one, 0.95)));
  const cropped = times.map((one) => one.filter((time) => time <= limit));
  return {
    medians: times.map(median),
    means: times.map((one) => mean([...one])),
    t: welch([...times[0]], [...times[1]]),
    croppedT: welch([...cropped[0]], [...cropped[1]]),
    answers: [...answers],
  };
}
