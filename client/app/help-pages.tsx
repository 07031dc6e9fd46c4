import type { HelpPage } from '../components/help.js';
import { API_HELP } from '../features/api-reference/help.js';
import { ACCOUNT_HELP } from '../features/account/help.js';
import { AUDIT_HELP } from '../features/audit/help.js';
import { CONNECTIONS_HELP } from '../features/connections/help.js';
import { DIAGNOSTICS_HELP } from '../features/diagnostics/help.js';
import { LOG_HELP } from '../features/decision-log/help.js';
import { EXPECTATIONS_HELP } from '../features/expectations/help.js';
import { EXPLANATION_HELP } from '../features/explanation/help.js';
import { HISTORY_HELP } from '../features/history/help.js';
import { OVERVIEW_HELP } from '../features/overview/help.js';
import { PEOPLE_HELP } from '../features/people/help.js';
import { PROOF_HELP } from '../features/proof/help.js';
import { PREVIEW_HELP } from '../features/preview/help.js';
import { QUEUES_HELP } from '../features/queues/help.js';
import { RESTRICTIONS_HELP } from '../features/restrictions/help.js';
import { IMPORT_HELP } from '../features/import/help.js';
import { SETUP_HELP } from '../features/setup/help.js';
import { SECURITY_HELP } from '../features/security/help.js';
import { ENTRY_HELP, ROUTING_HELP } from '../features/routing/help.js';

/** All help by page; what a page has to say is written beside its feature. */
export const HELP_PAGES: Readonly<Record<string, HelpPage>> = {
  overview: OVERVIEW_HELP,
  'api-reference': API_HELP,
  routing: ROUTING_HELP,
  entry: ENTRY_HELP,
  restrictions: RESTRICTIONS_HELP,
  connections: CONNECTIONS_HELP,
  queues: QUEUES_HELP,
  security: SECURITY_HELP,
  setup: SETUP_HELP,
  import: IMPORT_HELP,
  log: LOG_HELP,
  explanation: EXPLANATION_HELP,
  preview: PREVIEW_HELP,
  expectations: EXPECTATIONS_HELP,
  diagnostics: DIAGNOSTICS_HELP,
  history: HISTORY_HELP,
  'who-may-relay': PROOF_HELP,
  people: PEOPLE_HELP,
  audit: AUDIT_HELP,
  'your-account': ACCOUNT_HELP,
};
