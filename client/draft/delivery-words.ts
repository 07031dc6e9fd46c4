/** The delivery settings by their names on the Connections page, and their values in words. */
import type { Delivery } from '../../shared/api/delivery.js';
import {
  dnsListsText,
  expiryText,
  inboundText,
  keepLogText,
  networksText,
  outboundText,
  recipientsText,
  retryText,
  tlsForText,
  warningText,
} from '../components/delivery-text.js';
import { octetsText } from '../../shared/address/octets-text.js';
import { limitsText } from '../components/limit-text.js';
import type { SettingWords } from './settings-changes.js';

export const DELIVERY_WORDS: SettingWords<Delivery> = {
  siteDomain: { name: 'Site domain', text: ({ siteDomain }) => siteDomain },
  inbound: { name: 'Inbound host', text: ({ inbound }) => inboundText(inbound) },
  outbound: { name: 'Message Delivery', text: ({ outbound }) => outboundText(outbound) },
  retry: { name: 'Retry intervals', text: ({ retry }) => retryText(retry) },
  expireAfter: { name: 'Message time-out', text: ({ expireAfter }) => expiryText(expireAfter) },
  warnAfter: {
    name: 'Notify the sender of a delay after',
    text: ({ warnAfter }) => warningText(warnAfter),
  },
  recipients: {
    name: 'Inbound recipients',
    text: ({ recipients }, beside) => recipientsText(recipients, beside.recipients),
  },
  tlsFor: {
    name: 'TLS by destination',
    text: ({ tlsFor }, beside) => tlsForText(tlsFor, beside.tlsFor),
  },
  messageSize: {
    name: 'Message size limit',
    text: ({ messageSize }) => octetsText(messageSize),
  },
  minimumFree: {
    name: 'Free space limit',
    text: ({ minimumFree }) => octetsText(minimumFree),
  },
  limits: {
    name: 'Limits of peers',
    text: ({ limits }, beside) => limitsText(limits, beside.limits),
  },
  proxies: {
    name: 'Proxies',
    text: ({ proxies }, beside) => networksText(proxies, beside.proxies),
  },
  dnsLists: {
    name: 'DNS lists',
    text: ({ dnsLists }, beside) => dnsListsText(dnsLists, beside.dnsLists),
  },
  keepLog: {
    name: 'Decisions are kept',
    page: 'Decision Log',
    text: ({ keepLog }) => keepLogText(keepLog),
  },
};
