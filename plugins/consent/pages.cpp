#include "pages.hpp"

#include <kontor/translated.hpp>
#include <kontor/view.hpp>

namespace kontor::consent {
namespace {

constexpr Translated kTitle{
    "What we may use your data for", "Для чего можно использовать ваши данные",
    "Vad vi får använda dina uppgifter till", "Hvad vi må bruge dine oplysninger til"};
constexpr Translated kIntro{
    "Take away what you do not want. It holds at once, and costs you nothing.",
    "Снимите отметку с того, чего не хотите. Это действует сразу и бесплатно.",
    "Ta bort det du inte vill. Det gäller genast och kostar ingenting.",
    "Fjern det, du ikke vil. Det gælder straks og koster ikke noget."};
constexpr Translated kSave{"Save", "Сохранить", "Spara", "Gem"};
constexpr Translated kSaved{"Saved. This is what holds now.", "Сохранено. Теперь действует это.",
                            "Sparat. Detta gäller nu.", "Gemt. Dette gælder nu."};
constexpr Translated kSpecial{"{0} (sensitive data: I agree expressly)",
                              "{0} (особые данные: я прямо соглашаюсь)",
                              "{0} (känsliga uppgifter: jag samtycker uttryckligen)",
                              "{0} (følsomme oplysninger: jeg samtykker udtrykkeligt)"};
constexpr Translated kConfirmTitle{"Do you agree?", "Вы согласны?", "Samtycker du?",
                                   "Samtykker du?"};
constexpr Translated kConfirmText{
    "We may use your data for: {0}. You can take it back at any time.",
    "Мы сможем использовать ваши данные для: {0}. Согласие можно отозвать в любое время.",
    "Vi får använda dina uppgifter till: {0}. Du kan när som helst ta tillbaka det.",
    "Vi må bruge dine oplysninger til: {0}. Du kan altid trække det tilbage."};
constexpr Translated kAgree{"I agree", "Я согласен", "Jag samtycker", "Jeg samtykker"};
constexpr Translated kThanks{"Thank you. You agreed to: {0}.", "Спасибо. Вы согласились на: {0}.",
                             "Tack. Du har samtyckt till: {0}.", "Tak. Du har samtykket til: {0}."};
constexpr Translated kUnknown{
    "This link is not known or no longer valid.", "Эта ссылка неизвестна или больше не действует.",
    "Länken är okänd eller gäller inte längre.", "Linket er ukendt eller gælder ikke længere."};
constexpr Translated kGuardian{
    "{0}: for a child, only a parent or guardian can agree to this, by writing to us: {1}",
    "{0}: за ребёнка на это может согласиться только родитель или опекун, написав нам: {1}",
    "{0}: för ett barn kan bara en förälder eller vårdnadshavare samtycka till detta, genom att "
    "skriva till oss: {1}",
    "{0}: for et barn kan kun en forælder eller værge samtykke til dette, ved at skrive til os: "
    "{1}"};
constexpr Translated kMailSubject{"Please confirm: {0}", "Подтвердите, пожалуйста: {0}",
                                  "Bekräfta: {0}", "Bekræft venligst: {0}"};
constexpr Translated kMailText{
    "{0} asks for your consent for: {1}.\n\nIf you agree, open this page and press the button:\n{2}"
    "\n\nIf you do nothing, you have not agreed, and we will not write to you about it.\n",
    "{0} просит вашего согласия на: {1}.\n\nЕсли вы согласны, откройте эту страницу и нажмите "
    "кнопку:\n{2}\n\nЕсли вы ничего не сделаете, согласия нет, и мы не будем вам об этом писать.\n",
    "{0} ber om ditt samtycke till: {1}.\n\nOm du samtycker, öppna sidan och tryck på knappen:\n{2}"
    "\n\nGör du ingenting har du inte samtyckt, och vi skriver inte till dig om det.\n",
    "{0} beder om dit samtykke til: {1}.\n\nHvis du samtykker, så åbn siden og tryk på knappen:\n"
    "{2}\n\nGør du ingenting, har du ikke samtykket, og vi skriver ikke til dig om det.\n"};

}  // namespace

PageResult preference_page(std::string_view locale, const std::vector<Choice>& choices, bool saved,
                           const std::string& contact) {
  std::vector<op::FormField> boxes;
  std::vector<op::ViewBlock> closed;
  boxes.reserve(choices.size() + 1);
  for (const Choice& choice : choices) {
    if (choice.for_guardian) {
      closed.push_back(view::text(kGuardian.in(locale, {choice.name, contact})));
      continue;
    }
    boxes.push_back({.name = choice.purpose,
                     .label = choice.special ? kSpecial.in(locale, {choice.name}) : choice.name,
                     .kind = "checkbox",
                     .value = choice.allowed ? "true" : ""});
  }
  // Says that the boxes were seen: an unchecked box is not sent.
  boxes.push_back({.name = "choices", .kind = "hidden", .value = "shown"});
  PageResult page{.title = kTitle.in(locale), .blocks = {}};
  page.blocks.push_back(view::text(saved ? kSaved.in(locale) : kIntro.in(locale)));
  page.blocks.push_back(view::form(std::move(boxes), kSave.in(locale)));
  page.blocks.insert(page.blocks.end(), closed.begin(), closed.end());
  return page;
}

PageResult confirmation_page(std::string_view locale, const std::string& name) {
  PageResult page{.title = kConfirmTitle.in(locale), .blocks = {}};
  page.blocks.push_back(view::text(kConfirmText.in(locale, {name})));
  page.blocks.push_back(
      view::form({{.name = "agree", .kind = "hidden", .value = "yes"}}, kAgree.in(locale)));
  return page;
}

PageResult confirmed_page(std::string_view locale, const std::string& name) {
  PageResult page{.title = kConfirmTitle.in(locale), .blocks = {}};
  page.blocks.push_back(view::text(kThanks.in(locale, {name})));
  return page;
}

PageResult guardian_page(std::string_view locale, const std::string& name,
                         const std::string& contact) {
  PageResult page{.status = 403, .title = kConfirmTitle.in(locale), .blocks = {}};
  page.blocks.push_back(view::text(kGuardian.in(locale, {name, contact})));
  return page;
}

PageResult unknown_page(std::string_view locale) {
  PageResult page{.status = 404, .title = kTitle.in(locale), .blocks = {}};
  page.blocks.push_back(view::text(kUnknown.in(locale)));
  return page;
}

std::pair<std::string, std::string> confirmation_mail(std::string_view locale,
                                                      const std::string& name,
                                                      const std::string& controller,
                                                      const std::string& link) {
  return {kMailSubject.in(locale, {name}), kMailText.in(locale, {controller, name, link})};
}

}  // namespace kontor::consent
