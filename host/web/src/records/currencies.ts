/** Those an amount may be entered in. */
export const currencies = ['EUR', 'SEK', 'DKK', 'GBP', 'USD', 'NOK'];
