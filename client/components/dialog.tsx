/**
 * A window on the window: focus goes in, is held, and returns; Esc is Cancel, Enter is OK. On the
 * phone it is a sheet from below.
 */
import { useEffect, useRef, type FormEvent, type ReactNode } from 'react';
import { Dialog as AriaDialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { Button, IconButton } from './button.js';
import { useFocusReturn } from './focus-return.js';
import { useEarlyEscape } from './early-escape.js';
import { useHelp } from './help.js';
import { ProblemLine } from './problem.js';

interface DialogProps {
  readonly title: string;
  readonly onCancel: () => void;
  /** Without it there is only a Close button. */
  readonly onOk?: () => void;
  readonly okLabel?: string;
  /** `bad`: it destroys something. */
  readonly okKind?: 'go' | 'bad';
  /** OK has the focus at first: there is nothing to fill in. */
  readonly okFirst?: boolean;
  readonly okDisabled?: boolean;
  readonly cancelLabel?: string;
  readonly width?: 'narrow' | 'middle' | 'wide';
  /** Full height on the phone: it holds a list. */
  readonly tall?: boolean;
  readonly aside?: boolean;
  readonly helpTopic?: string;
  /** What still keeps OK from working, in one sentence. */
  readonly foot?: string | null;
  readonly children: ReactNode;
}

export function Dialog(props: DialogProps) {
  const { title, onCancel, onOk, width = 'narrow', tall, aside, helpTopic, foot } = props;
  const help = useHelp();
  useFocusReturn();
  const place = useRef<HTMLDivElement>(null);
  useEarlyEscape(place, onCancel);
  const okButton = useRef<HTMLButtonElement>(null);
  const { okFirst } = props;
  useEffect(() => {
    if (okFirst) okButton.current?.focus();
  }, [okFirst]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (props.okDisabled) return;
    const form = event.currentTarget as HTMLFormElement;
    (onOk ?? onCancel)();
    // Still open means that something is to be corrected: there the focus goes, not to a disabled OK.
    setTimeout(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  };
  return (
    <ModalOverlay
      isOpen
      onOpenChange={(open) => !open && onCancel()}
      className={`scrim ${aside ? 'aside' : ''}`}
    >
      <Modal ref={place} className={`dlg-place ${width} ${tall ? 'tall' : ''}`}>
        <AriaDialog className="dlg">
          <form onSubmit={submit} noValidate data-help={helpTopic}>
            <div className="dlg-head">
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              {helpTopic && (
                <IconButton icon="help" label="Help" onPress={() => help.open(helpTopic)} />
              )}
              <IconButton icon="x" label="Close" onPress={onCancel} />
            </div>
            {aside ? (
              // What is only read must be reached by the keyboard to be scrolled.
              // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
              <section className="dlg-body" tabIndex={0} aria-label={title}>
                {props.children}
              </section>
            ) : (
              <div className="dlg-body">{props.children}</div>
            )}
            <div className="dlg-foot">
              {foot && <ProblemLine>{foot}</ProblemLine>}
              <div className="btns">
                <Button
                  kind={props.okKind ?? 'go'}
                  type="submit"
                  ref={okButton}
                  label={props.okLabel ?? (onOk ? 'OK' : 'Close')}
                  disabled={props.okDisabled ?? false}
                />
                {onOk && <Button label={props.cancelLabel ?? 'Cancel'} onPress={onCancel} />}
                {helpTopic && <Button label="&Help" onPress={() => help.open(helpTopic)} />}
              </div>
            </div>
          </form>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
