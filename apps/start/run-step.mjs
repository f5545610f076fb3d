import { spawn } from 'node:child_process';

/**
 * Runs one command to its end, its output going where ours goes.
 * @returns {Promise<number>} its exit code; 128 and more when a signal ended it
 */
export function runStep(command, args, { env = process.env, cwd, signal, stdio = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env, cwd, stdio });
    const end = () => child.kill('SIGTERM');
    signal?.addEventListener('abort', end, { once: true });
    child.once('error', reject);
    child.once('exit', (code) => {
      signal?.removeEventListener('abort', end);
      resolve(code ?? 128);
    });
  });
}
