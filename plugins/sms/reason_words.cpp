#include "reason_words.hpp"

#include <kontor/translated.hpp>
#include <string_view>

namespace kontor::sms {
namespace {

struct Known {
  std::string_view said;  // Somewhere in the reason.
  Translated sentence;
};

// What this plugin says itself: its English is replaced whole. "{0}" is what follows.
constexpr Known kOwn[] = {
    {"the SMSC refused the bind: ",
     {"The SMSC refused the login. {0}", "SMSC не принял вход. {0}",
      "SMSC:n nekade inloggningen. {0}", "SMSC'en afviste login. {0}"}},
    {"the SMSC did not answer in time",
     {"The SMSC did not answer in time.", "SMSC не ответил вовремя.", "SMSC:n svarade inte i tid.",
      "SMSC'en svarede ikke i tide."}},
    {"the SMSC ended the session",
     {"The SMSC ended the session.", "SMSC завершил сеанс.", "SMSC:n avslutade sessionen.",
      "SMSC'en afsluttede sessionen."}},
    {"the SMSC sent a PDU of an impossible length",
     {"What answers there does not speak SMPP.", "По этому адресу отвечают не по SMPP.",
      "Det som svarar där talar inte SMPP.", "Det, der svarer der, taler ikke SMPP."}},
    {"the connection to the SMSC broke",
     {"The connection to the SMSC broke.", "Связь с SMSC прервалась.",
      "Förbindelsen till SMSC:n bröts.", "Forbindelsen til SMSC'en blev afbrudt."}},
    {"the connection to the SMSC was closed",
     {"The connection to the SMSC was closed.", "Связь с SMSC закрыта.",
      "Förbindelsen till SMSC:n stängdes.", "Forbindelsen til SMSC'en blev lukket."}},
    {"ended before the SMSC had answered",
     {"The connection ended before the SMSC had answered.", "Связь закончилась до ответа SMSC.",
      "Förbindelsen slutade innan SMSC:n hade svarat.",
      "Forbindelsen sluttede, før SMSC'en havde svaret."}},
    {"network error ",
     {"The network could not deliver it. Error of the network: {0}",
      "Сеть не смогла доставить сообщение. Ошибка сети: {0}",
      "Nätet kunde inte leverera det. Nätets fel: {0}",
      "Nettet kunne ikke aflevere den. Nettets fejl: {0}"}},
    {"the number has opted out",
     {"This number has opted out of SMS.", "С этого номера отказались от SMS.",
      "Numret har avböjt sms.", "Nummeret har fravalgt sms."}},
    {"no permit was given",
     {"The CRM gave no permit for this message.", "CRM не дала разрешения на это сообщение.",
      "CRM:et gav inget tillstånd för meddelandet.", "CRM'et gav ingen tilladelse til beskeden."}},
    {"no reason was given",
     {"No reason was given.", "Причина не указана.", "Ingen orsak angavs.",
      "Der blev ikke angivet nogen årsag."}},
};

constexpr Known kOthers[] = {
    {"ESME_RINVMSGLEN",
     {"The message is too long for the SMSC", "Сообщение слишком длинное для SMSC",
      "Meddelandet är för långt för SMSC:n", "Beskeden er for lang for SMSC'en"}},
    {"ESME_RINVBNDSTS",
     {"This account may not send", "Эта учётная запись не может отправлять",
      "Det här kontot får inte skicka", "Denne konto må ikke sende"}},
    {"ESME_RALYBND",
     {"This account is logged in already, elsewhere",
      "Эта учётная запись уже подключена из другого места",
      "Kontot är redan inloggat någon annanstans", "Kontoen er allerede logget ind et andet sted"}},
    {"ESME_RSYSERR",
     {"The SMSC has a fault of its own", "Сбой на стороне SMSC", "SMSC:n har ett eget fel",
      "SMSC'en har selv en fejl"}},
    {"ESME_RINVSRCADR",
     {"The SMSC does not accept this sender", "SMSC не принимает этого отправителя",
      "SMSC:n godtar inte avsändaren", "SMSC'en godtager ikke afsenderen"}},
    {"ESME_RINVDSTADR",
     {"The SMSC does not accept this number", "SMSC не принимает этот номер",
      "SMSC:n godtar inte numret", "SMSC'en godtager ikke nummeret"}},
    {"ESME_RBINDFAIL",
     {"The SMSC lets nobody in now", "SMSC сейчас никого не подключает",
      "SMSC:n släpper inte in någon nu", "SMSC'en lukker ingen ind nu"}},
    {"ESME_RINVPASWD",
     {"The password is wrong", "Неверный пароль", "Lösenordet är fel", "Adgangskoden er forkert"}},
    {"ESME_RINVSYSID",
     {"The user name (system_id) is wrong", "Неверное имя пользователя (system_id)",
      "Användarnamnet (system_id) är fel", "Brugernavnet (system_id) er forkert"}},
    {"ESME_RMSGQFUL",
     {"The SMSC's queue is full", "Очередь SMSC заполнена", "SMSC:ns kö är full",
      "SMSC'ens kø er fuld"}},
    {"ESME_RSUBMITFAIL",
     {"The SMSC did not take the message", "SMSC не принял сообщение",
      "SMSC:n tog inte emot meddelandet", "SMSC'en tog ikke imod beskeden"}},
    {"ESME_RTHROTTLED",
     {"Too many messages at once for the SMSC", "Слишком много сообщений сразу для SMSC",
      "För många meddelanden på en gång för SMSC:n", "For mange beskeder på én gang for SMSC'en"}},
    {"ESME_RX_T_APPN",
     {"The recipient's side cannot take it now", "Принимающая сторона сейчас не может принять",
      "Mottagarsidan kan inte ta emot nu", "Modtagersiden kan ikke tage imod nu"}},
    {"ESME_RX_P_APPN",
     {"The recipient's side refuses it for good", "Принимающая сторона отказала окончательно",
      "Mottagarsidan nekar för gott", "Modtagersiden afviser for altid"}},
    {"ESME_RX_R_APPN",
     {"The recipient's side refused this message", "Принимающая сторона отклонила сообщение",
      "Mottagarsidan nekade meddelandet", "Modtagersiden afviste beskeden"}},
    {"ESME_",
     {"The SMSC did not understand what we sent", "SMSC не понял отправленного",
      "SMSC:n förstod inte det vi skickade", "SMSC'en forstod ikke det, vi sendte"}},
    {"status 0x",
     {"The SMSC refused it for a reason of its own", "SMSC отказал по собственной причине",
      "SMSC:n nekade av ett eget skäl", "SMSC'en afviste af en egen grund"}},
    {"Authorization failed",
     {"The gateway does not accept the user name or password",
      "Шлюз не принимает имя пользователя или пароль",
      "Gatewayen godtar inte användarnamnet eller lösenordet",
      "Gatewayen godtager ikke brugernavnet eller adgangskoden"}},
    {"Not routable",
     {"The gateway has no way to this number", "У шлюза нет пути к этому номеру",
      "Gatewayen har ingen väg till numret", "Gatewayen har ingen vej til nummeret"}},
    {"Temporal failure",
     {"The gateway cannot take messages for the moment", "Шлюз временно не принимает сообщения",
      "Gatewayen kan inte ta emot meddelanden för tillfället",
      "Gatewayen kan ikke tage imod beskeder for øjeblikket"}},
    {"white- and/or black-lists",
     {"The gateway's lists forbid this number", "Списки шлюза запрещают этот номер",
      "Gatewayens listor förbjuder numret", "Gatewayens lister forbyder nummeret"}},
    {"Sender missing",
     {"The gateway wants a sender: write one into the settings",
      "Шлюзу нужен отправитель: укажите его в настройках",
      "Gatewayen vill ha en avsändare: skriv en i inställningarna",
      "Gatewayen vil have en afsender: skriv en i indstillingerne"}},
    {"receiver number",
     {"The gateway does not accept this number", "Шлюз не принимает этот номер",
      "Gatewayen godtar inte numret", "Gatewayen godtager ikke nummeret"}},
    {", rejected",
     {"The gateway did not understand what we sent", "Шлюз не понял отправленного",
      "Gatewayen förstod inte det vi skickade", "Gatewayen forstod ikke det, vi sendte"}},
    {"status 4",
     {"The gateway refused it", "Шлюз отказал", "Gatewayen nekade", "Gatewayen afviste"}},
    {"status 5",
     {"The gateway has a fault of its own", "Сбой на стороне шлюза", "Gatewayen har ett eget fel",
      "Gatewayen har selv en fejl"}},
    {"for the purpose",
     {"Without consent for this purpose", "Нет согласия на эту цель", "Utan samtycke för ändamålet",
      "Uden samtykke til formålet"}},
    {"has no address",
     {"The person has no number", "У человека нет номера", "Personen har inget nummer",
      "Personen har intet nummer"}},
    {"cannot connect to",
     {"Nobody answers at this address", "По этому адресу никто не отвечает",
      "Ingen svarar på adressen", "Ingen svarer på adressen"}},
};

}  // namespace

std::string reason_words(const std::string& reason, const std::string& locale) {
  for (const Known& own : kOwn) {
    if (!reason.starts_with(own.said)) continue;
    return own.sentence.in(locale, {reason_words(reason.substr(own.said.size()), locale)});
  }
  for (const Known& known : kOthers)
    if (reason.find(known.said) != std::string::npos)
      return known.sentence.in(locale) + ": " + reason;
  return reason;
}

}  // namespace kontor::sms
