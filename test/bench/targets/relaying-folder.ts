/** A data folder whose relay takes mail from 127.0.0.0/8 for anybody and hands all of it to one next hop. */
import { rmSync } from 'node:fs';
import { firstDelivery } from '../../../shared/api/delivery.js';
import { compile } from '../../../shared/engine/compile.js';
import { FIRST_RULES, type Rules } from '../../../shared/rules/schema.js';
import { openConfig } from '../../../server/store/config/open-config.js';
import { deliveries } from '../../../server/store/config/deliveries.js';
import { newestRevision, storeRevision } from '../../../server/store/config/revisions.js';
import { prepareDataFolder } from '../../../server/store/data-folder.js';
import { dataFolder, type DataFolder } from '../../../server/store/layout.js';

const SITE_DOMAIN = 'relay.test';
/** Postfix and its like are given 100 MiB for the same. */
const LARGEST = 100 * 2 ** 20;

/** Made anew when it is there already. All else stays as it ships. */
export function relayingFolder(root: string, nextHopPort: number): DataFolder {
  rmSync(root, { recursive: true, force: true });
  prepareDataFolder(root);
  const folder = dataFolder(root);
  const now = new Date();
  const by = { author: 'bench', at: now.toISOString() };
  const db = openConfig(folder, SITE_DOMAIN, now);
  try {
    const compilation = compile(RULES, { siteDomain: SITE_DOMAIN, addresses: ['127.0.0.1'] });
    if (!compilation.ok) throw new Error(compilation.issues[0]!.message);
    storeRevision(db, newestRevision(db)!, {
      ...by,
      rules: RULES,
      compilation,
      confirmed: [],
      note: '',
    });
    deliveries.store(db, deliveries.newestVersion(db)!, {
      ...by,
      settings: {
        ...firstDelivery(SITE_DOMAIN),
        outbound: { kind: 'smarthost', host: '127.0.0.1', port: nextHopPort, tls: 'none' },
        messageSize: LARGEST,
      },
    });
  } finally {
    db.close();
  }
  return folder;
}

const RULES: Rules = {
  ...FIRST_RULES,
  restrictions: {
    ...FIRST_RULES.restrictions,
    addresses: { enabled: true, entries: [{ network: '127.0.0.0/8' }] },
  },
};
