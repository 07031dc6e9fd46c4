/** How the relay is: asked by the console over the control socket, shown in the foot and at `/healthz`. */

export const STATUS_PATH = '/api/status';
export const HEALTH_PATH = '/healthz';
/** For Prometheus, at the root beside it. */
export const METRICS_PATH = '/metrics';

export type { ListenerStatus, RelayStatus, Status } from './answers/status.js';
