#pragma once

#include <kontor/translated.hpp>

// Why something is not done, for whoever asked for it.
namespace kontor::consent {

inline constexpr Translated kChoosePerson{"Choose a person first.", "Сначала выберите человека.",
                                          "Välj en person först.", "Vælg en person først."};
inline constexpr Translated kGivenLater{
    "A consent cannot have been given after today.", "Согласие не могло быть дано позже сегодня.",
    "Ett samtycke kan inte ha getts efter i dag.", "Et samtykke kan ikke være givet efter i dag."};
inline constexpr Translated kNotNow{"This consent cannot be given now.",
                                    "Сейчас это согласие дать нельзя.",
                                    "Samtycket kan inte ges nu.", "Samtykket kan ikke gives nu."};
inline constexpr Translated kNothingForPurpose{
    "Nothing is recorded for this purpose.", "Для этой цели ничего не записано.",
    "Ingenting är registrerat för ändamålet.", "Der er intet registreret for formålet."};
inline constexpr Translated kNoReceipt{"There is no receipt: consent was never given.",
                                       "Квитанции нет: согласия никогда не было.",
                                       "Det finns inget kvitto: samtycke har aldrig getts.",
                                       "Der er ingen kvittering: samtykke er aldrig givet."};
inline constexpr Translated kNotADay{
    "A day is wanted, such as 2026-11-22.", "Нужна дата, например 2026-11-22.",
    "En dag behövs, till exempel 2026-11-22.", "Der skal en dag til, for eksempel 2026-11-22."};
inline constexpr Translated kReceivedLater{"A request cannot have been received after today.",
                                           "Запрос не мог быть получен позже сегодня.",
                                           "En begäran kan inte ha mottagits efter i dag.",
                                           "En anmodning kan ikke være modtaget efter i dag."};
inline constexpr Translated kNoSuchRequest{
    "This person has no such request.", "У этого человека нет такого запроса.",
    "Personen har ingen sådan begäran.", "Personen har ingen sådan anmodning."};
inline constexpr Translated kNoneOpen{
    "No request of this person is open.", "Открытых запросов этого человека нет.",
    "Ingen begäran från personen är öppen.", "Ingen anmodning fra personen er åben."};
inline constexpr Translated kSeveralOpen{
    "Several requests are open: say which one is meant.",
    "Открыто несколько запросов: укажите, какой имеется в виду.",
    "Flera begäranden är öppna: säg vilken som avses.",
    "Flere anmodninger er åbne: sig, hvilken der menes."};
inline constexpr Translated kAnswerByErasing{
    "A wish to be erased is answered by erasing this person (kontor gdpr erase): that closes the "
    "request.",
    "На просьбу об удалении отвечают удалением этого человека (kontor gdpr erase): это закрывает "
    "запрос.",
    "En begäran om radering besvaras genom att radera personen (kontor gdpr erase): det avslutar "
    "begäran.",
    "En anmodning om sletning besvares ved at slette personen (kontor gdpr erase): det lukker "
    "anmodningen."};
inline constexpr Translated kWhichExport{
    "Who asks for their data gets an export of them: say which one, by its time.",
    "Кто просит свои данные, получает их выгрузку: укажите какую, по её времени.",
    "Den som begär sina uppgifter får en export av dem: säg vilken, med dess tid.",
    "Den, der beder om sine oplysninger, får en eksport af dem: sig hvilken, med dens tid."};
inline constexpr Translated kClosed{"This request is closed already.", "Этот запрос уже закрыт.",
                                    "Begäran är redan avslutad.",
                                    "Anmodningen er allerede lukket."};
inline constexpr Translated kSayWhy{"Say why: the person has to be told the reason.",
                                    "Укажите причину: её нужно сообщить человеку.",
                                    "Säg varför: personen ska få veta skälet.",
                                    "Sig hvorfor: personen skal have årsagen at vide."};
inline constexpr Translated kExtendedOnce{"The deadline was extended already.",
                                          "Срок уже был продлён.", "Tiden har redan förlängts.",
                                          "Fristen er allerede forlænget."};
inline constexpr Translated kTooLate{
    "The month is over: it is too late to extend (GDPR article 12(3)).",
    "Месяц прошёл: продлить уже нельзя (статья 12(3) GDPR).",
    "Månaden är slut: det är för sent att förlänga (GDPR artikel 12.3).",
    "Måneden er gået: det er for sent at forlænge (GDPR artikel 12, stk. 3)."};

}  // namespace kontor::consent
