#include "letters.hpp"

#include <kontor/translated.hpp>

namespace kontor::consent {
namespace {

constexpr Translated kReceived{
    "We received your request on {0}: {1}.\n\nWe will answer it by {2} at the latest. It costs you "
    "nothing.\n\n{3}",
    "Мы получили ваш запрос {0}: {1}.\n\nМы ответим не позднее {2}. Для вас это бесплатно.\n\n{3}",
    "Vi tog emot din begäran den {0}: {1}.\n\nVi svarar senast den {2}. Det kostar dig "
    "ingenting.\n\n{3}",
    "Vi modtog din anmodning den {0}: {1}.\n\nVi svarer senest den {2}. Det koster dig ikke "
    "noget.\n\n{3}"};
constexpr Translated kExtended{
    "Your request of {0} ({1}) takes us longer than a month. The reason: {4}\n\nWe will answer it "
    "by {2} at the latest. You may complain to the data protection authority and go to court."
    "\n\n{3}",
    "Ваш запрос от {0} ({1}) займёт больше месяца. Причина: {4}\n\nМы ответим не позднее {2}. Вы "
    "можете подать жалобу в орган по защите данных и обратиться в суд.\n\n{3}",
    "Din begäran den {0} ({1}) tar längre än en månad. Skälet: {4}\n\nVi svarar senast den {2}. Du "
    "kan klaga hos dataskyddsmyndigheten och gå till domstol.\n\n{3}",
    "Din anmodning af {0} ({1}) tager længere end en måned. Årsagen: {4}\n\nVi svarer senest den "
    "{2}. Du kan klage til databeskyttelsesmyndigheden og gå til domstolene.\n\n{3}"};
constexpr Translated kAnswered{"We have done what you asked for on {0}: {1}.\n\n{4}\n\n{3}",
                               "Мы выполнили ваш запрос от {0}: {1}.\n\n{4}\n\n{3}",
                               "Vi har gjort det du bad om den {0}: {1}.\n\n{4}\n\n{3}",
                               "Vi har gjort det, du bad om den {0}: {1}.\n\n{4}\n\n{3}"};
constexpr Translated kRefused{
    "We cannot do what you asked for on {0}: {1}. The reason: {4}\n\nYou may complain to the data "
    "protection authority and go to court.\n\n{3}",
    "Мы не можем выполнить ваш запрос от {0}: {1}. Причина: {4}\n\nВы можете подать жалобу в орган "
    "по защите данных и обратиться в суд.\n\n{3}",
    "Vi kan inte göra det du bad om den {0}: {1}. Skälet: {4}\n\nDu kan klaga hos "
    "dataskyddsmyndigheten och gå till domstol.\n\n{3}",
    "Vi kan ikke gøre det, du bad om den {0}: {1}. Årsagen: {4}\n\nDu kan klage til "
    "databeskyttelsesmyndigheden og gå til domstolene.\n\n{3}"};

constexpr Translated kLifted{
    "You asked us to restrict the use of your data. The restriction ends now. The reason: {0}\n\n"
    "You may complain to the data protection authority and go to court.\n\n{1}",
    "Вы просили ограничить использование ваших данных. Теперь ограничение заканчивается. Причина: "
    "{0}\n\nВы можете подать жалобу в орган по защите данных и обратиться в суд.\n\n{1}",
    "Du bad oss att begränsa användningen av dina uppgifter. Begränsningen upphör nu. Skälet: {0}"
    "\n\nDu kan klaga hos dataskyddsmyndigheten och gå till domstol.\n\n{1}",
    "Du bad os begrænse brugen af dine oplysninger. Begrænsningen ophører nu. Årsagen: {0}\n\nDu "
    "kan klage til databeskyttelsesmyndigheden og gå til domstolene.\n\n{1}"};
constexpr Translated kSubject{"Your request: {0}", "Ваш запрос: {0}", "Din begäran: {0}",
                              "Din anmodning: {0}"};

constexpr Translated kAccess{"access to your data", "доступ к вашим данным",
                             "tillgång till dina uppgifter", "adgang til dine oplysninger"};
constexpr Translated kRectification{"correction of your data", "исправление ваших данных",
                                    "rättelse av dina uppgifter", "rettelse af dine oplysninger"};
constexpr Translated kErasure{"erasure of your data", "удаление ваших данных",
                              "radering av dina uppgifter", "sletning af dine oplysninger"};
constexpr Translated kRestriction{"restriction of processing", "ограничение обработки",
                                  "begränsning av behandling", "begrænsning af behandling"};
constexpr Translated kPortability{
    "a copy of your data to take along", "копия ваших данных для переноса",
    "en kopia av dina uppgifter att ta med", "en kopi af dine oplysninger til at tage med"};
constexpr Translated kObjection{"objection to processing", "возражение против обработки",
                                "invändning mot behandling", "indsigelse mod behandling"};

}  // namespace

std::string kind_name(const std::string& kind, std::string_view language) {
  if (kind == "access") return kAccess.in(language);
  if (kind == "rectification") return kRectification.in(language);
  if (kind == "erasure") return kErasure.in(language);
  if (kind == "restriction") return kRestriction.in(language);
  if (kind == "portability") return kPortability.in(language);
  return kObjection.in(language);
}

std::string request_state_word(const std::string& state, std::string_view language) {
  if (state == "open") return Translated{"Open", "Открыт", "Öppen", "Åben"}.in(language);
  if (state == "extended")
    return Translated{"Extended", "Продлён", "Förlängd", "Forlænget"}.in(language);
  if (state == "answered")
    return Translated{"Answered", "Исполнен", "Besvarad", "Besvaret"}.in(language);
  return Translated{"Refused", "Отклонён", "Avslagen", "Afvist"}.in(language);
}

std::string lifting_letter(const std::string& reason, std::string_view controller,
                           std::string_view language) {
  return kLifted.in(language, {reason, std::string(controller)});
}

std::string letter_subject(const std::string& kind, std::string_view language) {
  return kSubject.in(language, {kind_name(kind, language)});
}

std::string letter(const SubjectRequest& request, std::string_view controller,
                   std::string_view language) {
  const Translated& text = request.state == "open"       ? kReceived
                           : request.state == "extended" ? kExtended
                           : request.state == "answered" ? kAnswered
                                                         : kRefused;
  return text.in(language, {request.received_on, kind_name(request.kind, language),
                            request.answer_by, std::string(controller), request.reason});
}

}  // namespace kontor::consent
