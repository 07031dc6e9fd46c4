/** The rules as they stand in config.db: what is asked while the console is down. Reads only. */
import type { Host } from '../../../shared/engine/decision.js';
import { rulesSchema, type Rules } from '../../../shared/rules/schema.js';
import type { Environment } from '../../environment.js';
import { hostOf } from '../../host.js';
import { RelayConfigReader } from '../../store/config/relay-reader.js';
import { StoreError } from '../../store/fault.js';
import { dataFolder } from '../../store/layout.js';
import { notStoredEither } from './fault.js';

export interface StoredRules {
  readonly revision: number;
  readonly rules: Rules;
  /** As this host is now. */
  readonly host: Host;
}

export function storedRules(environment: Environment): StoredRules {
  try {
    const reader = RelayConfigReader.open(dataFolder(environment.data).config);
    try {
      const { revision, delivery } = reader.numbers();
      const { siteDomain } = JSON.parse(reader.delivery(delivery)) as { siteDomain: string };
      const rules = rulesSchema.parse(JSON.parse(reader.rules(revision)));
      return { revision, rules, host: hostOf(environment, siteDomain) };
    } finally {
      reader.close();
    }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw notStoredEither(error.message);
  }
}
