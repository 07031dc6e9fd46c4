/**
 * "Hosts and clients connecting to these internal addresses" on a host with an interface inside and one outside.
 * Linux answers for each of its addresses on every interface: whoever is outside reaches the internal address too,
 * unless the listener there is bound to the interface inside.
 * Threats: T32.
 */
import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Gatepost } from '../support/gatepost.js';
import {
  INSIDE,
  OUTSIDE,
  twoNetworks,
  whyNoNamespaces,
  type TwoNetworks,
} from '../support/namespaces.js';
import { SocketHolder } from '../support/socket-holder.js';

/** Namespaces are root's: whoever is not is told what was not looked at; root gets to see why they cannot be made. */
const isRoot = process.getuid?.() === 0;
if (!isRoot) process.stdout.write('weak-host.test.ts is left out: run it as root.\n');

/** What is answered to a recipient that needs a permit: the reply's code, or how connecting failed. */
const ASK = `
import smtplib, sys
try:
    peer = smtplib.SMTP(sys.argv[1], 25, timeout=10)
    peer.ehlo('peer.test')
    peer.mail('s@sender.test')
    print(peer.rcpt('r@remote.test')[0])
    peer.close()
except OSError as error:
    print(type(error).__name__)
`;

describe.runIf(isRoot)('on a host with an address inside and one outside', () => {
  let gatepost: Gatepost;
  let networks: TwoNetworks;

  beforeAll(async () => {
    expect(whyNoNamespaces()).toBeNull();
    networks = twoNetworks();
    gatepost = await Gatepost.start();
    await gatepost.apply({
      restrictions: {
        authenticated: false,
        addresses: { enabled: false, entries: [] },
        internalAddresses: { enabled: true, entries: [{ address: INSIDE.address }] },
        never: { entries: [] },
      },
    });
    await gatepost.halt();
  });
  afterAll(async () => {
    networks?.remove();
    await gatepost?.stop();
  });

  /** What each of the three ways is answered, by a relay that is handed these sockets. */
  async function answers(...sockets: string[]): Promise<Record<string, string>> {
    const environment = { GATEPOST_DATA: gatepost.data, GATEPOST_HOSTNAME: 'mail.example.com' };
    const holder = new SocketHolder({ sockets, environment, within: networks.host });
    try {
      await holder.start(/smtp listens on/);
      const { inside, outside } = networks;
      return {
        'from inside to the internal address': await ask(inside, INSIDE.address),
        'from outside to the external address': await ask(outside, OUTSIDE.address),
        'from outside to the internal address': await ask(outside, INSIDE.address),
      };
    } finally {
      await holder.end();
    }
  }

  test('a listener on all addresses permits a stranger who sends for the internal one', async () => {
    expect(await answers('smtp=[::]:25')).toEqual({
      'from inside to the internal address': '250',
      'from outside to the external address': '550',
      'from outside to the internal address': '250',
    });
  });

  test('a listener on the internal address alone does so too', async () => {
    const sockets = [`smtp=${INSIDE.address}:25`, `smtp=${OUTSIDE.address}:25`];
    expect(await answers(...sockets)).toMatchObject({
      'from outside to the internal address': '250',
    });
  });

  test('listeners that are bound to their interfaces permit whom they should, and the stranger is refused', async () => {
    const sockets = [
      `smtp=${INSIDE.address}:25%${INSIDE.device}`,
      `smtp=${OUTSIDE.address}:25%${OUTSIDE.device}`,
    ];
    expect(await answers(...sockets)).toEqual({
      'from inside to the internal address': '250',
      'from outside to the external address': '550',
      'from outside to the internal address': 'ConnectionRefusedError',
    });
  });
});

function ask(within: readonly string[], host: string): Promise<string> {
  const [program, ...words] = [...within, 'python3', '-c', ASK, host];
  const asking = spawn(program!, words, { stdio: ['ignore', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let text = '';
    asking.stdout.on('data', (data: Buffer) => (text += data.toString()));
    asking.stderr.on('data', (data: Buffer) => (text += data.toString()));
    asking.on('error', reject);
    asking.on('close', () => resolve(text.trim()));
  });
}
