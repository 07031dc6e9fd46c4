/** The entry of every Gatepost process, once the program is built. Each loads only its own part. */
import { CommanderError } from 'commander';
import { NOT_DONE } from './administration/fault.js';
import { gatepostCommand, type Actions } from './commands.js';
import { endWithFault, tellSupervisor } from './fault.js';

/** What starts again and again, and needs nothing of the administrator's commands. */
const SERVICES: readonly (string | undefined)[] = ['start', 'relay', 'console'];
/** How long a child may take to end when its supervisor is gone: the next one waits for it (start.ts). */
const ORPHAN_MS = 2000;

endWithSupervisor();
// Sent to all of a service's processes: one that has nothing to read again goes on.
process.on('SIGHUP', () => {});
try {
  const actions: Actions = {
    async start(environment, flags) {
      const { runSupervisor } = await import('./start.js');
      await runSupervisor(environment, flags);
    },
    async relay(environment) {
      const { runRelay } = await import('../relay/main.js');
      await runRelay(environment, (listeners) => {
        const text = listeners.map(({ kind, address }) => `${kind} ${address}`).join(', ');
        void tellSupervisor({ kind: 'ready', text });
      });
    },
    async console(environment) {
      const { runConsole } = await import('../console/main.js');
      await runConsole(environment, (url) => void tellSupervisor({ kind: 'ready', text: url }));
    },
    async tokenAdd(environment, asked) {
      const { printToken } = await import('./admin.js');
      await printToken(environment, asked);
    },
    async setupLink(environment, asked) {
      const { printSetupLink } = await import('./admin.js');
      await printSetupLink(environment, asked);
    },
    async doctor(environment, asJson) {
      const { runDoctor } = await import('./doctor/doctor.js');
      await runDoctor(environment, asJson);
    },
  };
  const administration = SERVICES.includes(process.argv[2])
    ? undefined
    : (await import('./administration/administration.js')).addAdministration;
  await gatepostCommand(actions, undefined, administration).parseAsync(process.argv);
} catch (error) {
  // Help and version end so too; what is wrong has been said.
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : NOT_DONE;
  else await endWithFault(error);
}

/** A child ends when its supervisor does, whatever ended that (kill -9 closes the channel too). */
function endWithSupervisor(): void {
  if (!process.send) return; // no child: run by itself
  // While this was being loaded: nothing has begun, and nobody would be told that it ends later.
  if (!process.connected) process.exit(1);
  process.on('disconnect', () => {
    setTimeout(() => process.exit(1), ORPHAN_MS).unref();
    process.kill(process.pid, 'SIGTERM');
  });
  process.channel?.unref();
}
