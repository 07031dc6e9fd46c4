/** The settings of the Security page by their names there, and their values in words. */
import type { Security } from '../../shared/api/security.js';
import {
  certificateText,
  legacyText,
  rememberedText,
  storesText,
} from '../components/security-text.js';
import type { SettingWords } from './settings-changes.js';

export const SECURITY_WORDS: SettingWords<Security> = {
  stores: {
    name: 'Account stores',
    text: ({ stores }, beside) => storesText(stores, beside.stores),
  },
  senderBelongs: {
    name: 'The sender must belong to the account',
    text: ({ senderBelongs }) => (senderBelongs ? 'box ticked' : 'box not ticked'),
  },
  cacheFor: {
    name: 'Remember accepted logons for',
    text: ({ cacheFor }) => rememberedText(cacheFor),
  },
  certificate: {
    name: 'Certificate',
    text: ({ certificate }) => certificateText(certificate),
  },
  legacy: {
    name: 'Lane for old devices',
    text: ({ legacy }, beside) => legacyText(legacy, beside.legacy),
  },
};
