/** How the relay is: asked by the console over the control socket, shown in the foot and at `/healthz`. */

export const STATUS_PATH = '/api/status';
export const HEALTH_PATH = '/healthz';

export type { ListenerStatus, RelayStatus, Status } from './answers/status.js';
