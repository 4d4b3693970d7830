import { Anchor } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

/** A link within the app that looks as every link does. */
export const AnchorLink = createLink(Anchor<'a'>);
