/** The second factor: on or off, and the dialogs that turn it. */
import { useState } from 'react';
import type { OwnAccount } from '../../../shared/api/own-account.js';
import { makeRecoveryCodes, turnOffSecondFactor } from '../../api/own-account.js';
import { Button } from '../../components/button.js';
import { Notice } from '../../components/notice.js';
import { useToast } from '../../components/toast.js';
import { When } from '../../components/when.js';
import { ConfirmedDialog } from './confirmed-dialog.js';
import { RecoveryCodesDialog } from './recovery-codes.js';
import { SecondFactorDialog } from './second-factor-dialog.js';

interface SecondFactorPartProps {
  readonly account: OwnAccount;
  readonly onChanged: () => void;
}

type Open = { readonly kind: 'on' | 'off' | 'codes' } | { readonly codes: readonly string[] };

const FEW_CODES = 3;

export function SecondFactorPart({ account, onChanged }: SecondFactorPartProps) {
  const { secondFactorSince, recoveryCodesLeft } = account;
  const [open, setOpen] = useState<Open | null>(null);
  const toast = useToast();
  const close = () => setOpen(null);
  const made = (codes: readonly string[]) => {
    onChanged();
    setOpen({ codes });
  };
  return (
    <>
      {secondFactorSince === null ? (
        <p>
          Off.{' '}
          <span className="q">A password that somebody has seen is enough to log on as you.</span>
        </p>
      ) : (
        <p>
          On since <When at={secondFactorSince} />.{' '}
          <span className="q">
            {recoveryCodesLeft} recovery {recoveryCodesLeft === 1 ? 'code' : 'codes'} left.
          </span>
        </p>
      )}
      {secondFactorSince !== null && recoveryCodesLeft < FEW_CODES && (
        <Notice kind="warn">
          Few recovery codes are left. Make new ones before you need them.
        </Notice>
      )}
      <div className="btns part-btns">
        {secondFactorSince === null ? (
          <Button label="&Turn on..." onPress={() => setOpen({ kind: 'on' })} />
        ) : (
          <>
            <Button label="New &recovery codes..." onPress={() => setOpen({ kind: 'codes' })} />
            <Button kind="bad" label="&Turn off..." onPress={() => setOpen({ kind: 'off' })} />
          </>
        )}
      </div>
      {open && 'codes' in open && <RecoveryCodesDialog codes={open.codes} onClose={close} />}
      {open && 'kind' in open && open.kind === 'on' && (
        <SecondFactorDialog onDone={made} onClose={close} />
      )}
      {open && 'kind' in open && open.kind === 'codes' && (
        <ConfirmedDialog
          title="New Recovery Codes"
          okLabel="Make them"
          onOk={async (password) => made((await makeRecoveryCodes(password)).recoveryCodes)}
          onClose={close}
        >
          The codes that you have now end.
        </ConfirmedDialog>
      )}
      {open && 'kind' in open && open.kind === 'off' && (
        <ConfirmedDialog
          title="Turn Off the Second Factor"
          okLabel="Turn off"
          bad
          onOk={async (password) => {
            await turnOffSecondFactor(password);
            toast({ text: 'The second factor is off.' });
            onChanged();
            close();
          }}
          onClose={close}
        >
          The password alone logs you on then, and your recovery codes end.
        </ConfirmedDialog>
      )}
    </>
  );
}
