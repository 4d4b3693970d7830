import { Alert, Text } from '@mantine/core';
import type { ReactNode } from 'react';

interface ProblemMessageProps {
  title: string;
  detail?: string | undefined;
  advice?: string | undefined;
  children?: ReactNode;
}

/** What went wrong, in the server's words, and what to do now; read out at once. */
export function ProblemMessage({ title, detail, advice, children }: ProblemMessageProps) {
  return (
    <Alert color="red" title={title} role="alert">
      {detail !== undefined && detail !== title && <Text size="sm">{detail}</Text>}
      {advice !== undefined && (
        <Text size="sm" mt={4}>
          {advice}
        </Text>
      )}
      {children}
    </Alert>
  );
}
