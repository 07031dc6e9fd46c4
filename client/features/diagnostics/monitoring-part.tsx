/** Where other systems that watch servers find what they need. */
import { METRICS_PATH } from '../../../shared/api/status.js';
import { BASE } from '../../api/base.js';
import { CopyButton } from '../../components/copy-button.js';
import { Part } from '../../components/part.js';

export function MonitoringPart() {
  const url = new URL(BASE.replace(/\/$/, '') + METRICS_PATH, location.href).href;
  return (
    <Part title="Monitoring" help="monitoring" lead="For systems that watch many servers">
      <dl className="facts monitoring">
        <div>
          <dt>Figures for Prometheus</dt>
          <dd>
            <span className="m">{url}</span> <CopyButton text={url} label="Copy the address" />
          </dd>
        </div>
        <div>
          <dt>Who may</dt>
          <dd>This host without a token; others with a token of any scope (Your account).</dd>
        </div>
        <div>
          <dt>Examples</dt>
          <dd>
            Alert rules, a Grafana dashboard, and what fail2ban, pflogsumm and logwatch need lie in{' '}
            <span className="m">server/appliance</span> of the program; the Debian package has them
            under <span className="m">/usr/share/doc/gatepost/examples</span>.
          </dd>
        </div>
      </dl>
    </Part>
  );
}
