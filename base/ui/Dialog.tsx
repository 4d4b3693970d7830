import { Modal, type MantineSize } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import classes from './Dialog.module.css';

interface DialogProps {
  title: ReactNode;
  closeLabel: string;
  size?: MantineSize | (string & {});
  opened?: boolean;
  /** Another dialog lies over it, which takes the Escape key. */
  covered?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** Who opened it has the focus again when it is gone, also where it is taken away as a whole. */
function useFocusBack(opened: boolean) {
  useEffect(() => {
    const opener = document.activeElement;
    if (!opened || !(opener instanceof HTMLElement)) return undefined;
    return () => {
      if (document.activeElement === document.body) opener.focus({ preventScroll: true });
    };
  }, [opened]);
}

/** A question over the page. Its heading is no second banner of the page, as Mantine's own would be. */
export function Dialog({ title, closeLabel, size = 'md', opened = true, covered = false, onClose, children }: DialogProps) {
  useFocusBack(opened);
  return (
    <Modal.Root opened={opened} onClose={onClose} size={size} closeOnEscape={!covered} classNames={classes}>
      <Modal.Overlay backgroundOpacity={0.45} />
      <Modal.Content>
        <Modal.Header role="presentation">
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={closeLabel} />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
