#pragma once

#include <kontor/translated.hpp>

#include "state.hpp"

namespace kontor::consent {

inline constexpr Translated kRecorded{"Consent recorded: {0}", "Согласие записано: {0}",
                                      "Samtycke registrerat: {0}", "Samtykke registreret: {0}"};
inline constexpr Translated kRenewed{"Consent renewed: {0}", "Согласие продлено: {0}",
                                     "Samtycke förnyat: {0}", "Samtykke fornyet: {0}"};
inline constexpr Translated kWithdrawn{"Consent withdrawn: {0}", "Согласие отозвано: {0}",
                                       "Samtycke återkallat: {0}", "Samtykke trukket tilbage: {0}"};
inline constexpr Translated kRefusedSentence{"Consent refused: {0}", "В согласии отказано: {0}",
                                             "Samtycke nekat: {0}", "Samtykke afvist: {0}"};
inline constexpr Translated kRequested{"Consent asked for: {0}", "Согласие запрошено: {0}",
                                       "Samtycke begärt: {0}", "Samtykke udbedt: {0}"};
inline constexpr Translated kExpired{"Consent expired: {0}", "Срок согласия истёк: {0}",
                                     "Samtycke utgånget: {0}", "Samtykke udløbet: {0}"};
inline constexpr Translated kNeedsProof{"A consent needs its proof: how it was given.",
                                        "Согласию нужно подтверждение: как оно было дано.",
                                        "Ett samtycke behöver bevis: hur det gavs.",
                                        "Et samtykke kræver bevis: hvordan det blev givet."};
inline constexpr Translated kNeedsGuardian{
    "A child cannot consent alone: name the parent or guardian who agreed.",
    "Ребёнок не может согласиться сам: укажите согласившегося родителя или опекуна.",
    "Ett barn kan inte samtycka ensamt: ange föräldern eller vårdnadshavaren.",
    "Et barn kan ikke samtykke alene: angiv forælderen eller værgen."};
inline constexpr Translated kNeedsExplicit{
    "This purpose uses sensitive data: only an explicit statement will do.",
    "Эта цель использует особые данные: нужно прямое заявление.",
    "Ändamålet använder känsliga uppgifter: det krävs ett uttryckligt samtycke.",
    "Formålet bruger følsomme oplysninger: det kræver et udtrykkeligt samtykke."};
inline constexpr Translated kNothingAsked{
    "Only a consent that was asked for can be refused; withdraw it instead.",
    "Отказать можно только в запрошенном согласии; отзовите его.",
    "Bara ett begärt samtycke kan nekas; återkalla det i stället.",
    "Kun et udbedt samtykke kan afvises; træk det tilbage i stedet."};
inline constexpr Translated kAlreadyAsked{
    "This person has agreed already.", "Этот человек уже согласился.",
    "Personen har redan samtyckt.", "Personen har allerede samtykket."};
inline constexpr Translated kNeedsPublicUrl{
    "Nobody could open the link in this mail: in the settings fill in \"Address of this CRM\" "
    "first.",
    "Ссылку в этом письме никто не смог бы открыть: сначала заполните в настройках «Адрес этой "
    "CRM».",
    "Ingen skulle kunna öppna länken i brevet: fyll först i \"Adressen till detta CRM\" i "
    "inställningarna.",
    "Ingen ville kunne åbne linket i brevet: udfyld først \"Adressen på dette CRM\" i "
    "indstillingerne."};
inline constexpr Translated kNotDelivered{
    "The mail could not be delivered: {0}", "Письмо не удалось доставить: {0}",
    "Brevet kunde inte levereras: {0}", "Brevet kunne ikke leveres: {0}"};
inline constexpr Translated kAskGuardian{
    "This person is a child: only a parent or guardian can agree. Record their consent with their "
    "name.",
    "Это ребёнок: согласиться может только родитель или опекун. Запишите согласие с его именем.",
    "Personen är ett barn: bara en förälder eller vårdnadshavare kan samtycka. Registrera "
    "samtycket med namnet.",
    "Personen er et barn: kun en forælder eller værge kan samtykke. Registrer samtykket med "
    "navnet."};
inline constexpr Translated kNoChild{
    "This person is not flagged as a child.", "Этот человек не отмечен как ребёнок.",
    "Personen är inte markerad som barn.", "Personen er ikke markeret som barn."};
inline constexpr Translated kNeedsReason{"Say how this is known.", "Укажите, откуда это известно.",
                                         "Ange hur detta är känt.", "Angiv, hvordan det vides."};
inline constexpr Translated kOfAge{"No longer a child", "Больше не ребёнок", "Inte längre ett barn",
                                   "Ikke længere et barn"};
inline constexpr Translated kIsChild{
    "A child: only a parent or guardian can agree. Last they did: {0}.",
    "Ребёнок: согласиться может только родитель или опекун. В последний раз: {0}.",
    "Ett barn: bara en förälder eller vårdnadshavare kan samtycka. Senast: {0}.",
    "Et barn: kun en forælder eller værge kan samtykke. Senest: {0}."};
inline constexpr Translated kWasErased{
    "This person was erased and asked not to come back. Let them in again only on their own wish.",
    "Этот человек удалён и просил его не возвращать. Впустить можно только по его желанию.",
    "Personen har raderats och bett att inte komma tillbaka. Släpp in igen bara på egen önskan.",
    "Personen er slettet og har bedt om ikke at komme tilbage. Luk kun ind igen på eget ønske."};
inline constexpr Translated kMarkKept{"Keyed hashes of the e-mail address and phone number",
                                      "Ключевые хеши адреса и телефона",
                                      "Nyckelhashar av e-postadress och telefonnummer",
                                      "Nøglehashes af e-mailadresse og telefonnummer"};
inline constexpr Translated kMarkReason{
    "So that this person is not written to or imported again (GDPR article 21(3)).",
    "Чтобы этому человеку больше не писали и не импортировали его (статья 21(3) GDPR).",
    "Så att personen inte kontaktas eller importeras igen (GDPR artikel 21.3).",
    "Så personen ikke kontaktes eller importeres igen (GDPR artikel 21, stk. 3)."};
inline constexpr Translated kRestricted{
    "The use of this person's data is restricted since {0}: they may only be kept.",
    "Использование данных этого человека ограничено с {0}: их можно только хранить.",
    "Användningen av personens uppgifter är begränsad sedan {0}: de får bara sparas.",
    "Brugen af personens oplysninger er begrænset siden {0}: de må kun opbevares."};
inline constexpr Translated kNotRestricted{"The use of this person's data is not restricted.",
                                           "Использование данных этого человека не ограничено.",
                                           "Användningen av personens uppgifter är inte begränsad.",
                                           "Brugen af personens oplysninger er ikke begrænset."};
inline constexpr Translated kLetterMailed{"The letter goes by mail.", "Письмо уходит по почте.",
                                          "Brevet går med e-post.", "Brevet sendes med e-mail."};
inline constexpr Translated kLetterNotMailed{"The letter is kept, but was not sent by mail: {0}",
                                             "Письмо сохранено, но не отправлено: {0}",
                                             "Brevet är sparat men skickades inte med e-post: {0}",
                                             "Brevet er gemt, men blev ikke sendt med e-mail: {0}"};
inline constexpr Translated kLetterHead{"Letter", "Письмо", "Brev", "Brev"};
inline constexpr Translated kAnswerThis{"Answer: {0}", "Ответить: {0}", "Svara: {0}", "Svar: {0}"};
inline constexpr Translated kAnswerTask{"Answer by {0}: {1}", "Ответить до {0}: {1}",
                                        "Svara senast {0}: {1}", "Svar senest {0}: {1}"};
inline constexpr Translated kAnswerBy{"Answer by", "Ответить до", "Svara senast", "Svar senest"};
inline constexpr Translated kPurposeHead{"Purpose", "Цель", "Ändamål", "Formål"};
inline constexpr Translated kStateHead{"State", "Состояние", "Läge", "Status"};
inline constexpr Translated kSinceHead{"Since", "С", "Sedan", "Siden"};
inline constexpr Translated kHowHead{"How", "Как", "Hur", "Hvordan"};
inline constexpr Translated kRequestHead{"Request", "Запрос", "Begäran", "Anmodning"};
inline constexpr Translated kNothingYet{"Nothing is recorded.", "Ничего не записано.",
                                        "Ingenting är registrerat.", "Der er intet registreret."};
inline constexpr Translated kChildFlag{"child: {0} agreed", "ребёнок: согласился {0}",
                                       "barn: {0} samtyckte", "barn: {0} samtykkede"};
inline constexpr Translated kSpecialFlag{"sensitive data", "особые данные", "känsliga uppgifter",
                                         "følsomme oplysninger"};
inline constexpr Translated kOwnPage{"The person's own page", "Страница этого человека",
                                     "Personens egen sida", "Personens egen side"};

inline constexpr Translated sentence_of(State state) {
  switch (state) {
    case State::requested:
      return kRequested;
    case State::renewed:
      return kRenewed;
    case State::refused:
      return kRefusedSentence;
    case State::withdrawn:
      return kWithdrawn;
    case State::expired:
      return kExpired;
    default:
      return kRecorded;
  }
}

// As on the timeline, whose words are the plugin's locales.
inline std::string state_word(State state, std::string_view locale) {
  switch (state) {
    case State::requested:
      return Translated{"Asked for", "Запрошено", "Begärt", "Udbedt"}.in(locale);
    case State::given:
      return Translated{"Given", "Дано", "Givet", "Givet"}.in(locale);
    case State::renewed:
      return Translated{"Renewed", "Продлено", "Förnyat", "Fornyet"}.in(locale);
    case State::refused:
      return Translated{"Refused", "Отказано", "Nekat", "Afvist"}.in(locale);
    case State::withdrawn:
      return Translated{"Withdrawn", "Отозвано", "Återkallat", "Trukket tilbage"}.in(locale);
    case State::expired:
      return Translated{"Expired", "Истекло", "Utgånget", "Udløbet"}.in(locale);
    default:
      return Translated{"None", "Нет", "Inget", "Intet"}.in(locale);
  }
}

}  // namespace kontor::consent
