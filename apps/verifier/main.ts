#!/usr/bin/env node
import { run } from './run.ts';

const { LC_ALL, LC_MESSAGES, LANG } = process.env;

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => console.log(text),
  error: (text) => console.error(text),
  locale: LC_ALL || LC_MESSAGES || LANG,
});
