import {
  ALERT_TEST_PATH,
  ALERTS_PATH,
  ALERTS_STATE_PATH,
  type Alerts,
  type AlertsState,
  type AlertTest,
  type AlertWay,
} from '../../shared/api/alerts.js';
import { request, type Answer } from './request.js';
import { loaded, type Loaded } from './routing.js';

export const ALERTS_STATE_KEY = ['alerts', 'state'] as const;

export async function getAlerts(signal?: AbortSignal): Promise<Loaded<Alerts>> {
  return loaded(await request<Alerts>('GET', ALERTS_PATH, signal ? { signal } : {}));
}

export function putAlerts(body: Alerts, ifMatch: string): Promise<Answer<Alerts>> {
  return request<Alerts>('PUT', ALERTS_PATH, { body, ifMatch });
}

export async function getAlertsState(signal?: AbortSignal): Promise<AlertsState> {
  const options = signal ? { signal } : {};
  return (await request<AlertsState>('GET', ALERTS_STATE_PATH, options)).body;
}

export async function testAlert(way: AlertWay, alerts: Alerts): Promise<AlertTest> {
  return (await request<AlertTest>('POST', ALERT_TEST_PATH, { body: { way, alerts } })).body;
}
