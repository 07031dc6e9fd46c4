/** Messages that were accepted and not yet delivered when the relay ended, as its own writer keeps them. */
import { queueIds } from '../../../server/relay/queue/queue-id.js';
import type { DataFolder } from '../../../server/store/layout.js';
import { openSpool } from '../../../server/store/spool/spool.js';
import type { Accepted } from '../../../server/store/spool/spooled.js';

const OCTETS = 4096;
/** In one transaction. */
const PART = 1000;

/** Fills the spool; the Message-Ids begin with the run's name. */
export async function fillQueue(folder: DataFolder, messages: number, run: string): Promise<void> {
  const ids = queueIds(Date.now);
  const spool = openSpool(folder.spool, () => undefined);
  for (let from = 0; from < messages; from += PART) {
    const part = Array.from({ length: Math.min(PART, messages - from) }, (_, i) =>
      spool.call('accept', acceptedOf(ids.next(), run, from + i)),
    );
    await Promise.all(part);
  }
  await spool.close();
}

function acceptedOf(queueId: string, run: string, number: number): Accepted {
  const header = `From: <from@test.invalid>\r\nMessage-Id: <${run}.${number}@load.test>\r\n\r\n`;
  const body = Buffer.from(`${header}${`${'x'.repeat(70)}\r\n`.repeat(OCTETS / 72)}`);
  return {
    message: {
      queueId,
      sender: 'from@test.invalid',
      receivedAt: Date.now(),
      size: body.length,
      eightBit: false,
      smtputf8: false,
      received: { peer: '127.0.0.1', helo: 'load.test', permitted: true },
      inFile: false,
    },
    body,
    recipients: [
      {
        address: `to.${number}@test.invalid`,
        nextHop: { kind: 'domain', domain: 'test.invalid' },
      },
    ],
    decisions: [],
  };
}
