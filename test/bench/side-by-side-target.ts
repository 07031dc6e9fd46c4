/**
 * Makes the data folder for a run beside other MTAs under a foreign harness, which gives PERF_DIR (a
 * folder on a real disk), LISTEN_PORT and SINK_PORT in the environment. Start command of the target:
 *
 *   cd REPOSITORY && node dist/test/bench/side-by-side-target.js &&
 *   exec env GATEPOST_DATA=$PERF_DIR/gatepost GATEPOST_SMTP=127.0.0.1:$LISTEN_PORT GATEPOST_HOSTNAME=relay.test
 *   NODE_OPTIONS=--max-semi-space-size=8 node server/command/gatepost.mjs relay
 *
 * The option is the one that the supervisor gives to its relay.
 */
import { join } from 'node:path';
import { relayingFolder } from './targets/relaying-folder.js';

const { PERF_DIR, SINK_PORT } = process.env;
if (!PERF_DIR || !SINK_PORT) throw new Error('PERF_DIR and SINK_PORT must be set.');
relayingFolder(join(PERF_DIR, 'gatepost'), Number(SINK_PORT));
