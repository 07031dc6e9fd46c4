/** Permitted addresses behind which there is more than one host: each a notice, until it is kept. */
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from 'react-router';
import type { Gateway } from '../../../shared/api/rule-use.js';
import { keepGateway, RULE_USE_KEY } from '../../api/rule-use.js';
import { faultText } from '../../api/request.js';
import { Button } from '../../components/button.js';
import type { PagedNotice } from '../../components/notice.js';
import { StrangerText } from '../../components/stranger-text.js';
import { useToast } from '../../components/toast.js';
import { logAddress } from '../../decision/log-address.js';
import { gatewayText } from '../../rule-use/gateway-text.js';

export function useGatewayNotices(gateways: readonly Gateway[]): readonly PagedNotice[] {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const toast = useToast();
  const keeping = useMutation({
    mutationFn: keepGateway,
    onSuccess: async (_, peer) => {
      await queries.invalidateQueries({ queryKey: RULE_USE_KEY });
      toast({ text: `${peer} is known to be a gateway, and not warned of again.` });
    },
  });
  return gateways.map((gateway) => {
    const { peer, helos } = gateway;
    const failed = keeping.isError && keeping.variables === peer;
    return {
      key: `gateway ${peer}`,
      kind: 'warn',
      text: (
        <>
          <b>
            <StrangerText text={peer} /> looks like a gateway.
          </b>{' '}
          <span className="q">
            {gatewayText(gateway)} Everyone behind it can relay.
            {helos.length > 1 && (
              <span className="desk">
                {' '}
                Names such as <StrangerText text={helos.slice(0, 2).join(', ')} />.
              </span>
            )}
            {failed && <b> Not kept: {faultText(keeping.error)}</b>}
          </span>
        </>
      ),
      actions: (
        <>
          <Button
            label="Show its decisions"
            onPress={() => navigate(logAddress({ peer }))}
            help="gateway"
          />
          <Button
            label="Keep it"
            disabled={keeping.isPending}
            onPress={() => keeping.mutate(peer)}
            help="gateway"
          />
        </>
      ),
    };
  });
}
