#pragma once

#include <kontor/translated.hpp>

namespace kontor::sms {

inline constexpr Translated kQueued{
    "Message on its way: {0} part(s), {1}.", "Сообщение отправляется: частей {0}, {1}.",
    "Meddelandet är på väg: {0} del(ar), {1}.", "Beskeden er på vej: {0} del(e), {1}."};
inline constexpr Translated kUncertain{
    "The gateway did not answer, so nobody knows whether this SMS went out: \"{0}\". Open the "
    "person's card and decide under \"Uncertain SMS\" whether to send it again.",
    "Шлюз не ответил: неизвестно, ушло ли SMS «{0}». Откройте карточку контакта и решите в "
    "«Неясные SMS», отправить ли его снова.",
    "Gatewayen svarade inte, så ingen vet om detta sms gick ut: \"{0}\". Öppna personens kort och "
    "bestäm under \"Osäkra sms\" om det ska skickas igen.",
    "Gatewayen svarede ikke, så ingen ved, om denne sms gik ud: \"{0}\". Åbn personens kort, og "
    "bestem under \"Usikre sms\", om den skal sendes igen."};
inline constexpr Translated kUncertainCount{"{0} SMS are uncertain: decide on the people's cards.",
                                            "Неясных SMS: {0}. Решите на карточках контактов.",
                                            "{0} sms är osäkra: bestäm på personernas kort.",
                                            "{0} sms er usikre: bestem på personernes kort."};
inline constexpr Translated kNothingUncertain{
    "No SMS to this person is uncertain.", "Неясных SMS этому человеку нет.",
    "Inget sms till personen är osäkert.", "Ingen sms til personen er usikker."};
inline constexpr Translated kSentAgain{"Sent again: {0}.", "Отправлено снова: {0}.",
                                       "Skickade igen: {0}.", "Sendt igen: {0}."};
inline constexpr Translated kLeft{"Left as they are: {0}.", "Оставлено как есть: {0}.",
                                  "Lämnade som de är: {0}.", "Ladt være: {0}."};
inline constexpr Translated kReceived{"SMS: {0}", "SMS: {0}", "Sms: {0}", "Sms: {0}"};
inline constexpr Translated kLater{"The recipient's quiet hours: the message goes out at {0} UTC.",
                                   "У получателя тихие часы: сообщение уйдёт в {0} UTC.",
                                   "Mottagaren har tyst tid: meddelandet går ut {0} UTC.",
                                   "Modtageren har stilletid: beskeden går ud {0} UTC."};
inline constexpr Translated kGatewayRests{
    "The SMS gateway takes no messages now: {0}. They wait and go out by themselves.",
    "SMS-шлюз сейчас не принимает сообщения: {0}. Они ждут и уйдут сами.",
    "SMS-gatewayen tar inte emot meddelanden nu: {0}. De väntar och går ut av sig själva.",
    "SMS-gatewayen tager ikke imod beskeder nu: {0}. De venter og går ud af sig selv."};
inline constexpr Translated kOptedOut{"This number has opted out of SMS.",
                                      "С этого номера отказались от SMS.", "Numret har avböjt sms.",
                                      "Nummeret har fravalgt sms."};
inline constexpr Translated kBadTemplate{
    "The text names a field that cannot be used: {0}. Use {first_name|friend}, {region}, {role} or "
    "{language}.",
    "В тексте недопустимое поле: {0}. Можно {first_name|friend}, {region}, {role}, {language}.",
    "Texten nämner ett fält som inte kan användas: {0}. Använd {first_name|vän}, {region}, {role} "
    "eller {language}.",
    "Teksten nævner et felt, som ikke kan bruges: {0}. Brug {first_name|ven}, {region}, {role} "
    "eller {language}."};
inline constexpr Translated kPreview{"{0} people, {1} part(s), {2}. The first reads: {3}",
                                     "Людей: {0}, частей: {1}, {2}. Первое сообщение: {3}",
                                     "{0} personer, {1} del(ar), {2}. Det första lyder: {3}",
                                     "{0} personer, {1} del(e), {2}. Den første lyder: {3}"};
inline constexpr Translated kQuote{"{0} part(s), {1}, {2}.", "Частей: {0}, {1}, {2}.",
                                   "{0} del(ar), {1}, {2}.", "{0} del(e), {1}, {2}."};
inline constexpr Translated kNoPrice{"no price is set", "цена не задана", "inget pris är satt",
                                     "der er ikke sat en pris"};
inline constexpr Translated kRefused{"The SMS gateway refused: {0}", "SMS-шлюз отказал: {0}",
                                     "SMS-gatewayen vägrade: {0}", "SMS-gatewayen afviste: {0}"};
inline constexpr Translated kEmpty{"The message has no text.", "В сообщении нет текста.",
                                   "Meddelandet har ingen text.", "Beskeden har ingen tekst."};
inline constexpr Translated kTooLong{
    "The message takes {0} parts; {1} are the most.", "Сообщение займёт {0} частей, можно {1}.",
    "Meddelandet tar {0} delar; högst {1} går.", "Beskeden fylder {0} dele; højst {1} kan sendes."};
inline constexpr Translated kNoGateway{"No SMS gateway is set up.", "SMS-шлюз не настроен.",
                                       "Ingen SMS-gateway är inställd.",
                                       "Der er ikke sat en SMS-gateway op."};
inline constexpr Translated kNobody{"Choose a person first.", "Сначала выберите человека.",
                                    "Välj en person först.", "Vælg en person først."};
inline constexpr Translated kBadFilter{
    "The filter cannot be used: {0}", "Фильтр нельзя применить: {0}",
    "Filtret kan inte användas: {0}", "Filteret kan ikke bruges: {0}"};
inline constexpr Translated kNoCampaign{"There is no segment message {0}.", "Нет рассылки {0}.",
                                        "Det finns inget utskick {0}.",
                                        "Der er ingen udsendelse {0}."};
inline constexpr Translated kSegment{
    "{0} people: {1} sent, {2} without consent or number, {3} failed.",
    "Людей: {0}, отправлено {1}, без согласия или номера {2}, с ошибкой {3}.",
    "{0} personer: {1} skickade, {2} utan samtycke eller nummer, {3} misslyckade.",
    "{0} personer: {1} sendt, {2} uden samtykke eller nummer, {3} mislykkedes."};

}  // namespace kontor::sms
