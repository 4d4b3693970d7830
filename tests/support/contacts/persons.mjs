// People and the organisations they work for, with the faults of real lists:
// the same person twice, a name missing, a date that is none.
import { fakerDA, fakerEN_GB, fakerRU, fakerSV } from '@faker-js/faker';
import { phone } from './phones.mjs';

export const fakers = { sv: fakerSV, da: fakerDA, ru: fakerRU, en: fakerEN_GB };

const sources = {
  sv: ['Webb', 'Mässa', 'Rekommendation', 'Kampanj'],
  da: ['Web', 'Messe', 'Anbefaling', 'Kampagne'],
  ru: ['Сайт', 'Выставка', 'Рекомендация', 'Реклама'],
  en: ['Web', 'Trade fair', 'Referral', 'Campaign'],
};

export function organisations(locale, count) {
  const faker = fakers[locale];
  const seen = new Set();
  while (seen.size < count) seen.add(organisationName(faker, locale, seen.size));
  return [...seen].map((name, index) => ({ name, domain: `company${index + 1}.${locale}.example` }));
}

function organisationName(faker, locale, index) {
  const name = faker.company.name();
  if (index % 23 === 0) return `${name}; ${faker.location.city()}`;
  if (index % 17 === 0) return locale === 'ru' ? `ООО "${name}"` : `"${faker.person.lastName()}" ${name}`;
  return name;
}

export function persons(locale, count, companies) {
  const people = [];
  for (let index = 0; index < count; index += 1) {
    people.push(index > 20 && index % 25 === 0 ? again(people, locale) : person(locale, index, companies));
  }
  return people;
}

function person(locale, index, companies) {
  const faker = fakers[locale];
  const sex = faker.person.sexType();
  const company = faker.helpers.arrayElement(companies);
  const made = {
    first: faker.person.firstName(sex),
    last: faker.person.lastName(sex),
    phone: phone(faker, locale),
    email: `${locale}${index + 1}@${company.domain}`,
    company: company.name,
    born: faker.helpers.maybe(() => date(faker, faker.date.birthdate({ refDate: '2025-01-01' })), { probability: 0.8 }) ?? '',
    source: faker.helpers.arrayElement(sources[locale]),
    locale,
  };
  return withFault(made, index, faker);
}

function withFault(made, index, faker) {
  if (index % 401 === 400) return { ...made, first: '', last: '', email: '' };
  if (index % 397 === 396) return { ...made, born: faker.helpers.arrayElement(['31.02.1980', '1979-13-01', 'unknown']) };
  if (index % 389 === 388) return { ...made, email: made.email.replace('@', ' at ') };
  if (index % 53 === 52) return { ...made, last: `  ${made.last.toUpperCase()} ` };
  if (index % 61 === 60) return { ...made, company: `${made.company}\n(${faker.location.city()})` };
  return made;
}

// The same human being once more: mail in capitals, number written otherwise.
function again(people, locale) {
  const faker = fakers[locale];
  const original = faker.helpers.arrayElement(people.filter((one) => one.email.includes('@')).slice(-500));
  return {
    ...original,
    email: faker.datatype.boolean() ? original.email.toUpperCase() : original.email,
    phone: original.phone.replaceAll(/[ ()-]/g, '').trim(),
    source: '',
  };
}

const two = (number) => String(number).padStart(2, '0');

// Three styles in one column, as lists merged over the years have them.
export function date(faker, when) {
  const [year, month, day] = [when.getUTCFullYear(), two(when.getUTCMonth() + 1), two(when.getUTCDate())];
  return faker.helpers.arrayElement([`${year}-${month}-${day}`, `${day}.${month}.${year}`, `${day}/${month}/${year}`]);
}
