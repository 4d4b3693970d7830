#pragma once

#include <kontor/translated.hpp>

namespace kontor::sms {

inline constexpr Translated kQueued{
    "Message on its way: {0} part(s), {1}.", "Сообщение отправляется: частей {0}, {1}.",
    "Meddelandet är på väg: {0} del(ar), {1}.", "Beskeden er på vej: {0} del(e), {1}."};
inline constexpr Translated kUnknown{
    "The gateway did not answer, so nobody knows whether the message went out. It is not sent "
    "again.",
    "Шлюз не ответил: неизвестно, ушло ли сообщение. Повторно оно не отправляется.",
    "Gatewayen svarade inte, så ingen vet om meddelandet gick ut. Det skickas inte igen.",
    "Gatewayen svarede ikke, så ingen ved, om beskeden gik ud. Den sendes ikke igen."};
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
