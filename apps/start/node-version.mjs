// Only what the oldest Node with modules understands may stand here: this runs before anything is known to work.

/** Is this version (for example `18.19.1`) below the oldest Node we run on? */
export function isTooOld(version) {
  const [major, minor] = version.split('.').map(Number);
  return major < 20 || (major === 20 && minor < 19);
}

/** Ends the process with one sentence when Node is too old to read the rest of this folder. */
export function requireNode() {
  if (!isTooOld(process.versions.node)) return;
  console.error(`Node ${process.versions.node} では動きません。Node 20.19 以降(推奨 24)を入れてください。`);
  console.error(`Node ${process.versions.node} is too old: install Node 20.19 or later (24 recommended).`);
  process.exit(1);
}
