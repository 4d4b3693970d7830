/** What a message or a read may be for, as the consent plugin knows it. */
export const purposes = ['marketing', 'support', 'contract'] as const;

export type Purpose = (typeof purposes)[number];
