/** Debian's Postfix where it is installed: an instance of its own, as it ships but for what a relay of this kind needs. */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ended, greeted, started, type Target } from './target.js';

const POSTFIX = '/usr/sbin/postfix';
const DAEMONS = '/usr/lib/postfix/sbin';

/** Why there is no Postfix to run beside; '' when there is one. */
export function postfixMissing(): string {
  if (!existsSync(POSTFIX) || !existsSync(join(DAEMONS, 'master'))) return 'it is not installed';
  return process.getuid?.() === 0 ? '' : 'it can only be started by root';
}

export const postfixTarget: Target = {
  name: 'postfix',
  async start(folder, port, nextHopPort) {
    const root = join(folder, 'postfix');
    const config = join(root, 'etc');
    for (const name of ['etc', 'spool', 'data']) mkdirSync(join(root, name), { recursive: true });
    // Its daemons run as another user.
    for (const path of [folder, root, config]) chmodSync(path, 0o755);
    execFileSync('chown', ['postfix', join(root, 'data')]);
    writeFileSync(join(config, 'main.cf'), mainOf(folder, root, nextHopPort));
    writeFileSync(join(config, 'master.cf'), masterOf(port));
    const output = join(root, 'output');
    const child = started(POSTFIX, ['-c', config, 'start-fg'], output, {
      PATH: process.env['PATH'],
    });
    await greeted(child, port, output);
    const ask = () => void execFileSync(POSTFIX, ['-c', config, 'stop'], { stdio: 'ignore' });
    return { pid: child.pid!, stop: () => ended(child, ask) };
  },
};

function mainOf(folder: string, root: string, nextHopPort: number): string {
  return `compatibility_level = 3.6
queue_directory = ${root}/spool
data_directory = ${root}/data
command_directory = /usr/sbin
daemon_directory = ${DAEMONS}
mail_owner = postfix
setgid_group = postdrop
maillog_file_prefixes = ${folder}
maillog_file = ${root}/maillog
myhostname = relay.test
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_peername_lookup = no
relayhost = [127.0.0.1]:${nextHopPort}
smtp_dns_support_level = disabled
smtp_host_lookup = native
smtp_tls_security_level = none
default_process_limit = 100
smtp_destination_concurrency_limit = 50
message_size_limit = 104857600
mailbox_size_limit = 0
`;
}

function masterOf(port: number): string {
  return `127.0.0.1:${port} inet n - n - - smtpd
pickup    unix  n - n 60    1 pickup
cleanup   unix  n - n -     0 cleanup
qmgr      unix  n - n 300   1 qmgr
tlsmgr    unix  - - n 1000? 1 tlsmgr
rewrite   unix  - - n -     - trivial-rewrite
bounce    unix  - - n -     0 bounce
defer     unix  - - n -     0 bounce
trace     unix  - - n -     0 bounce
verify    unix  - - n -     1 verify
flush     unix  n - n 1000? 0 flush
proxymap  unix  - - n -     - proxymap
smtp      unix  - - n -     - smtp
relay     unix  - - n -     - smtp
showq     unix  n - n -     - showq
error     unix  - - n -     - error
retry     unix  - - n -     - error
discard   unix  - - n -     - discard
anvil     unix  - - n -     1 anvil
scache    unix  - - n -     1 scache
postlog   unix-dgram n - n - 1 postlogd
`;
}
