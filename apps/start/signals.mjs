const PARENT_CHECK_MS = 250;

/**
 * Calls `end` with the signal's name whenever somebody asks this process to end. Under npm that includes npm's own
 * end: it runs us through a shell that dies of a signal without passing it on, and we would stay behind unseen.
 */
export function onEnd(end) {
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => end(name));
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    end('SIGTERM');
  }, PARENT_CHECK_MS);
  watch.unref();
}
