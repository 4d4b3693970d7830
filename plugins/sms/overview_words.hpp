#pragma once

#include <kontor/translated.hpp>

namespace kontor::sms {

inline constexpr Translated kNotSetUp{
    "No SMSC or gateway is set up yet. An administrator writes its address under Add-ons, SMS, "
    "Settings.",
    "SMSC или шлюз ещё не настроен. Администратор указывает адрес в разделе «Дополнения, SMS, "
    "Настройки».",
    "Ingen SMSC eller gateway är inställd än. En administratör skriver adressen under Tillägg, "
    "SMS, Inställningar.",
    "Der er endnu ikke sat en SMSC eller gateway op. En administrator skriver adressen under "
    "Tilføjelser, SMS, Indstillinger."};
inline constexpr Translated kWrite{"Write to a segment", "Написать сегменту",
                                   "Skriv till ett segment", "Skriv til et segment"};
inline constexpr Translated kFields{
    "{first_name|friend} stands for the first name, or \"friend\" where there is none; {region}, "
    "{role} and {language} likewise.",
    "{first_name|друг} заменяется именем или словом «друг», если имени нет; так же {region}, "
    "{role} и {language}.",
    "{first_name|vän} blir förnamnet, eller \"vän\" om det saknas; {region}, {role} och {language} "
    "likaså.",
    "{first_name|ven} bliver til fornavnet eller \"ven\", hvis det mangler; {region}, {role} og "
    "{language} ligeså."};
inline constexpr Translated kSoFar{"Sent so far", "Отправлено", "Skickat hittills",
                                   "Sendt indtil nu"};
inline constexpr Translated kWhen{"Begun (UTC)", "Начато (UTC)", "Påbörjat (UTC)",
                                  "Påbegyndt (UTC)"};
inline constexpr Translated kText{"Text", "Текст", "Text", "Tekst"};
inline constexpr Translated kPeople{"People", "Люди", "Personer", "Personer"};
inline constexpr Translated kArrived{"Arrived", "Доставлено", "Framme", "Nået frem"};
inline constexpr Translated kUnderWay{"Under way", "В пути", "På väg", "Undervejs"};
inline constexpr Translated kUnknown{"Uncertain", "Неясно", "Osäkra", "Usikre"};
inline constexpr Translated kMayNot{"No consent or number", "Нет согласия или номера",
                                    "Utan samtycke eller nummer", "Uden samtykke eller nummer"};
inline constexpr Translated kFailed{"Failed", "Ошибка", "Misslyckade", "Mislykkede"};
inline constexpr Translated kParts{"Parts", "Части", "Delar", "Dele"};
inline constexpr Translated kPrice{"Price", "Цена", "Pris", "Pris"};
inline constexpr Translated kRecipients{"Recipients: {0}", "Получатели: {0}", "Mottagare: {0}",
                                        "Modtagere: {0}"};
inline constexpr Translated kFirstRecipients{
    "The first {0}. Each person's timeline says the same of each message.",
    "Первые {0}. То же о каждом сообщении сказано в истории контакта.",
    "De första {0}. Varje persons tidslinje säger samma sak om varje meddelande.",
    "De første {0}. Hver persons tidslinje siger det samme om hver besked."};
inline constexpr Translated kNobodyYet{"Nobody yet.", "Пока никого.", "Ingen ännu.",
                                       "Ingen endnu."};
inline constexpr Translated kPerson{"Person", "Контакт", "Person", "Person"};
inline constexpr Translated kState{"State", "Состояние", "Status", "Status"};
inline constexpr Translated kBasis{"Allowed by", "Основание", "Tillåtet genom", "Tilladt ved"};
inline constexpr Translated kDidTheyArrive{"Did these arrive?", "Дошли ли эти сообщения?",
                                           "Kom dessa fram?", "Nåede disse frem?"};
inline constexpr Translated kWhyUncertain{
    "The connection broke before the SMSC had answered, so nobody knows. They are not sent again "
    "unless you say so.",
    "Связь прервалась до ответа SMSC, поэтому неизвестно. Без вашего решения они не отправляются "
    "снова.",
    "Förbindelsen bröts innan SMSC:n hade svarat, så ingen vet. De skickas inte igen om du inte "
    "säger till.",
    "Forbindelsen brød, før SMSC'en havde svaret, så ingen ved det. De sendes ikke igen, medmindre "
    "du siger det."};
inline constexpr Translated kOpenCard{"Open the card", "Открыть карточку", "Öppna kortet",
                                      "Åbn kortet"};
inline constexpr Translated kAgain{"Send again", "Отправить снова", "Skicka igen", "Send igen"};
inline constexpr Translated kLeave{"Leave it", "Оставить", "Låt det vara", "Lad det være"};
inline constexpr Translated kStrangers{"From numbers nobody has: {0}", "С незнакомых номеров: {0}",
                                       "Från nummer som ingen har: {0}",
                                       "Fra numre, som ingen har: {0}"};
inline constexpr Translated kCreate{"Create a person with this number",
                                    "Создать контакт с этим номером", "Skapa en person med numret",
                                    "Opret en person med nummeret"};
inline constexpr Translated kForget{"Remove from this list", "Убрать из списка",
                                    "Ta bort från listan", "Fjern fra listen"};
inline constexpr Translated kForgotten{"Removed.", "Убрано.", "Borttaget.", "Fjernet."};

}  // namespace kontor::sms
