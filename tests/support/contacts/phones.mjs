// Phone numbers as they stand in people's address books. Each country gives a
// valid national mobile number and the habits in which it is written down.

const digits = (faker, count) => faker.string.numeric({ length: count, allowLeadingZeros: true });

const countries = {
  sv: {
    code: '46',
    trunk: '0',
    mobile: (faker) => faker.helpers.arrayElement(['70', '72', '73', '76']) + digits(faker, 7),
    national: (n) => `0${n.slice(0, 2)}-${n.slice(2, 5)} ${n.slice(5, 7)} ${n.slice(7)}`,
    extension: (faker) => `08-50${digits(faker, 1)} ${digits(faker, 3)} ${digits(faker, 2)} ankn. ${digits(faker, 2)}`,
  },
  da: {
    code: '45',
    trunk: '',
    mobile: (faker) => faker.helpers.arrayElement(['20', '21', '26', '30', '40', '51']) + digits(faker, 6),
    national: (n) => n.replace(/(..)(?=.)/g, '$1 '),
    extension: (faker) => `+45 33 ${digits(faker, 2)} ${digits(faker, 2)} ${digits(faker, 2)} lok. ${digits(faker, 2)}`,
  },
  ru: {
    code: '7',
    trunk: '8',
    mobile: (faker) => faker.helpers.arrayElement(['903', '912', '916', '921', '926']) + digits(faker, 7),
    national: (n) => `8 (${n.slice(0, 3)}) ${n.slice(3, 6)}-${n.slice(6, 8)}-${n.slice(8)}`,
    extension: (faker) => `+7 (495) 7${digits(faker, 2)}-${digits(faker, 2)}-${digits(faker, 2)} доб. ${digits(faker, 3)}`,
  },
  en: {
    code: '44',
    trunk: '0',
    mobile: (faker) => `74${faker.helpers.arrayElement(['00', '01', '12', '25'])}${digits(faker, 6)}`,
    national: (n) => `0${n.slice(0, 4)} ${n.slice(4)}`,
    extension: (faker) => `020 7946 0${digits(faker, 3)} ext. ${digits(faker, 2)}`,
  },
};

export function phone(faker, locale) {
  const country = countries[locale];
  const number = country.mobile(faker);
  return faker.helpers.weightedArrayElement([
    { weight: 34, value: `+${country.code}${number}` },
    { weight: 22, value: country.national(number) },
    { weight: 10, value: `00${country.code}${number}` },
    { weight: 10, value: `+${country.code} ${number.slice(0, 2)} ${number.slice(2, 5)} ${number.slice(5)}` },
    { weight: 6, value: `${country.trunk}${number}` },
    { weight: 5, value: ` +${country.code}(0)${number} ` },
    { weight: 4, value: country.extension(faker) },
    { weight: 5, value: cityNumberWithoutCode(faker) },
    { weight: 1, value: `${country.national(number)} / ${country.national(country.mobile(faker))}` },
    { weight: 1, value: faker.helpers.arrayElement(['-', 'n/a', '?', '123', 'ring efter 17']) },
    { weight: 2, value: '' },
  ]);
}

function cityNumberWithoutCode(faker) {
  return `${faker.string.numeric({ length: 2, allowLeadingZeros: false })}-${digits(faker, 2)}-${digits(faker, 2)}`;
}
