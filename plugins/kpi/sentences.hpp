#pragma once

#include <cmath>
#include <kontor/translated.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "money.hpp"

namespace kontor::kpi {

inline constexpr Translated kConversion{"Lead to customer", "Из лида в клиенты", "Lead till kund",
                                        "Lead til kunde"};
inline constexpr Translated kConversionNote{
    "Cohort: {0} of the {1} leads created in the period have become customers (their deal is won).",
    "Когорта: {0} из {1} лидов, созданных за период, стали клиентами (сделка выиграна).",
    "Kohort: {0} av de {1} leads som skapades under perioden har blivit kunder (affären vunnen).",
    "Kohorte: {0} af de {1} leads, der blev oprettet i perioden, er blevet kunder (salget "
    "vundet)."};
inline constexpr Translated kVelocity{"Sales velocity per day", "Скорость продаж в день",
                                      "Säljhastighet per dag", "Salgshastighed pr. dag"};
inline constexpr Translated kVelocityNote{
    "{0} deals created × {1} average won × {2} won of closed / {3} days from creation to closing.",
    "{0} созданных сделок × {1} в среднем × {2} выиграно из закрытых / {3} дней от создания до "
    "закрытия.",
    "{0} skapade affärer × {1} i snitt × {2} vunna av avslutade / {3} dagar från skapad till "
    "avslutad.",
    "{0} oprettede salg × {1} i snit × {2} vundet af afsluttede / {3} dage fra oprettet til "
    "afsluttet."};
inline constexpr Translated kAverageOrder{"Average order", "Средний заказ", "Snittorder",
                                          "Gennemsnitlig ordre"};
inline constexpr Translated kAverageOrderNote{
    "{0} orders with {1} in total.", "{0} заказов на сумму {1}.", "{0} ordrar på totalt {1}.",
    "{0} ordrer på i alt {1}."};
inline constexpr Translated kByCurrency{"By currency", "По валютам", "Per valuta", "Pr. valuta"};
inline constexpr Translated kFunnel{"Sales funnel", "Воронка продаж", "Säljtratt", "Salgstragt"};
inline constexpr Translated kFunnelNote{
    "Deals that entered the pipeline in the period, by the stages they have reached. A deal that "
    "jumps over a stage counts as having reached it.",
    "Сделки, вошедшие в воронку за период, по достигнутым стадиям. Пропущенная стадия считается "
    "достигнутой.",
    "Affärer som kom in i pipelinen under perioden, efter de faser de har nått. En fas som hoppats "
    "över räknas som nådd.",
    "Salg, der kom ind i pipelinen i perioden, efter de faser de har nået. En fase, der springes "
    "over, tæller som nået."};
inline constexpr Translated kReached{"Reached", "Достигли", "Nådde", "Nåede"};
inline constexpr Translated kOfPrevious{"% of the stage before", "% от предыдущей стадии",
                                        "% av föregående fas", "% af forrige fase"};
inline constexpr Translated kOfFirst{"% of the first stage", "% от первой стадии",
                                     "% av första fasen", "% af første fase"};

inline constexpr Translated kWinRate{"Win rate", "Доля выигранных", "Vinstandel", "Vinderandel"};
inline constexpr Translated kCycle{"Average cycle", "Средний цикл", "Genomsnittlig cykel",
                                   "Gennemsnitlig cyklus"};
inline constexpr Translated kLifetime{"Customer lifetime value", "Пожизненная ценность клиента",
                                      "Kundlivstidsvärde", "Kundens livstidsværdi"};
inline constexpr Translated kAcquisition{"Cost of a new customer", "Стоимость нового клиента",
                                         "Kostnad per ny kund", "Pris for en ny kunde"};
inline constexpr Translated kValueToCost{
    "Lifetime value to cost of a customer", "Ценность клиента к стоимости привлечения",
    "Livstidsvärde mot kundens kostnad", "Livstidsværdi mod kundens pris"};
inline constexpr Translated kPayback{"Payback of a new customer", "Окупаемость клиента",
                                     "Återbetalningstid per kund", "Tilbagebetalingstid pr. kunde"};
inline constexpr Translated kChurn{"Customers lost", "Отток клиентов", "Förlorade kunder",
                                   "Tabte kunder"};
inline constexpr Translated kRetention{"Net revenue retention", "Удержание выручки",
                                       "Nettobehållen intäkt", "Nettofastholdt omsætning"};
inline constexpr Translated kNps{"Net promoter score", "Индекс лояльности NPS", "NPS", "NPS"};
inline constexpr Translated kCsat{"Satisfaction", "Удовлетворённость", "Nöjdhet", "Tilfredshed"};
inline constexpr Translated kFirstContact{"Solved at the first contact", "Решено с первого раза",
                                          "Löst vid första kontakten", "Løst ved første kontakt"};
inline constexpr Translated kAdoption{"Adoption", "Использование системы", "Användning",
                                      "Anvendelse"};
inline constexpr Translated kQuality{"Data quality", "Качество данных", "Datakvalitet",
                                     "Datakvalitet"};
inline constexpr Translated kWeighted{"Weighted pipeline", "Взвешенная воронка", "Viktad pipeline",
                                      "Vægtet pipeline"};
inline constexpr Translated kAccuracy{"Pipeline accuracy", "Точность воронки",
                                      "Pipelinens träffsäkerhet", "Pipelinens træfsikkerhed"};
inline constexpr Translated kBias{"Forecast bias", "Смещение прогноза", "Prognosens avvikelse",
                                  "Prognosens skævhed"};
inline constexpr Translated kPlanFact{"Plan and fact", "План и факт", "Plan och utfall",
                                      "Plan og resultat"};
inline constexpr Translated kCohorts{"Customers who came back", "Вернувшиеся клиенты",
                                     "Kunder som återkom", "Kunder, der kom igen"};
inline constexpr Translated kAttributionTitle{"What brought the deals", "Что привело сделки",
                                              "Vad som gav affärerna", "Hvad der gav salget"};
inline constexpr Translated kProfiles{"Funnel by profile", "Воронка по профилю", "Tratt per profil",
                                      "Tragt pr. profil"};

inline constexpr Translated kConversionPeriodNote{
    "Variant won in period / created in period: {0} / {1}. May pass 100 %.",
    "Вариант выиграно за период / создано за период: {0} / {1}. Может превысить 100 %.",
    "Variant vunna i perioden / skapade i perioden: {0} / {1}. Kan överstiga 100 %.",
    "Variant vundet i perioden / oprettet i perioden: {0} / {1}. Kan overstige 100 %."};
inline constexpr Translated kWinRateNote{
    "{0} won and {1} lost, closed in the period.", "{0} выиграно и {1} проиграно за период.",
    "{0} vunna och {1} förlorade under perioden.", "{0} vundet og {1} tabt i perioden."};
inline constexpr Translated kCycleNote{
    "Days from creation to closing; won and lost deals both count.",
    "Дней от создания до закрытия; считаются выигранные и проигранные.",
    "Dagar från skapad till avslutad; vunna och förlorade räknas.",
    "Dage fra oprettet til afsluttet; vundne og tabte tæller."};
inline constexpr Translated kChurnNote{
    "By orders: {0} of the {1} customers of the time before ordered nothing in the period.",
    "По заказам: {0} из {1} прежних клиентов ничего не заказали за период.",
    "Efter ordrar: {0} av de {1} tidigare kunderna beställde inget under perioden.",
    "Efter ordrer: {0} af de {1} tidligere kunder bestilte intet i perioden."};
inline constexpr Translated kRetentionNote{
    "({0} at the start + {1} more − {2} less − {3} lost) / start; customers of the period before.",
    "({0} в начале + {1} рост − {2} снижение − {3} потеряно) / начало; клиенты прошлого периода.",
    "({0} vid start + {1} mer − {2} mindre − {3} förlorat) / start; förra periodens kunder.",
    "({0} ved start + {1} mere − {2} mindre − {3} tabt) / start; forrige periodes kunder."};
inline constexpr Translated kLifetimeNote{
    "{0} a customer × {1} % margin / {2} % churn; without churn it is not defined.",
    "{0} на клиента × {1} % маржи / {2} % оттока; без оттока не определено.",
    "{0} per kund × {1} % marginal / {2} % bortfall; utan bortfall odefinierat.",
    "{0} pr. kunde × {1} % margin / {2} % frafald; uden frafald ikke defineret."};
inline constexpr Translated kAcquisitionNote{
    "{0} of campaigns and sales / {1} customers with their first order in the period.",
    "{0} на кампании и продажи / {1} клиентов с первым заказом за период.",
    "{0} för kampanjer och sälj / {1} kunder med första ordern i perioden.",
    "{0} til kampagner og salg / {1} kunder med første ordre i perioden."};
inline constexpr Translated kValueToCostNote{
    "LTV:CAC: lifetime value {0} / cost of a new customer {1}.",
    "LTV:CAC: ценность клиента {0} / стоимость привлечения {1}.",
    "LTV:CAC: livstidsvärde {0} / kostnad per ny kund {1}.",
    "LTV:CAC: livstidsværdi {0} / pris for en ny kunde {1}."};
inline constexpr Translated kPaybackNote{
    "Cost of a new customer / (monthly revenue of a customer × margin).",
    "Стоимость клиента / (месячная выручка клиента × маржа).",
    "Kostnad per ny kund / (månadsintäkt per kund × marginal).",
    "Pris for en ny kunde / (månedlig omsætning pr. kunde × margin)."};
inline constexpr Translated kTooMany{
    "More than can be gone through one by one: choose a shorter period.",
    "Слишком много, чтобы просмотреть по одному: выберите период короче.",
    "Fler än som kan gås igenom en och en: välj en kortare period.",
    "Flere, end der kan gennemgås enkeltvis: vælg en kortere periode."};
inline constexpr Translated kCohortNote{
    "By the month of their very first order: who ordered in each later month, in %. Who "
    "comes back counts again.",
    "По месяцу самого первого заказа: кто заказал в каждом следующем месяце, в %. Вернувшиеся "
    "считаются.",
    "Efter månaden för första ordern: vilka som beställde i varje senare månad, i %. Återkomna "
    "räknas.",
    "Efter måneden for første ordre: hvem der bestilte i hver senere måned, i %. Tilbagevendte "
    "tæller."};
inline constexpr Translated kNpsNote{"{0} gave 9 or 10, {1} gave 7 or 8, {2} gave 0 to 6.",
                                     "{0} дали 9–10, {1} дали 7–8, {2} дали 0–6.",
                                     "{0} gav 9 eller 10, {1} gav 7 eller 8, {2} gav 0 till 6.",
                                     "{0} gav 9 eller 10, {1} gav 7 eller 8, {2} gav 0 til 6."};
inline constexpr Translated kCsatNote{
    "Top-2-box: {0} of {1} answers were 4 or 5.", "Top-2-box: {0} из {1} ответов были 4 или 5.",
    "Top-2-box: {0} av {1} svar var 4 eller 5.", "Top-2-box: {0} af {1} svar var 4 eller 5."};
inline constexpr Translated kFirstContactGross{
    "Gross: {0} of {1} contacts.", "Брутто: {0} из {1} обращений.", "Brutto: {0} av {1} kontakter.",
    "Brutto: {0} af {1} kontakter."};
inline constexpr Translated kFirstContactNet{
    "Net: {0} of {1} contacts without the {2} that the first level cannot resolve.",
    "Нетто: {0} из {1} обращений без {2}, не решаемых на первом уровне.",
    "Netto: {0} av {1} kontakter utan de {2} som första nivån inte kan lösa.",
    "Netto: {0} af {1} kontakter uden de {2}, som første niveau ikke kan løse."};
inline constexpr Translated kAdoptionNote{
    "{0} of {1} licensed users finished a task, closed a deal, answered a case or converted a "
    "lead. Signing in does not count.",
    "{0} из {1} пользователей завершили задачу, закрыли сделку, ответили на обращение или "
    "конвертировали лид. Вход не считается.",
    "{0} av {1} användare avslutade en uppgift eller affär, svarade i ett ärende eller "
    "konverterade ett lead. Inloggning räknas inte.",
    "{0} af {1} brugere afsluttede en opgave eller et salg, besvarede en sag eller konverterede et "
    "lead. Login tæller ikke."};
inline constexpr Translated kQualityNote{
    "Mean of four shares of persons, weights equal; fresh: touched within {0} days. The lists "
    "below are what to mend.",
    "Среднее четырёх долей по контактам с равными весами; свежие: изменены за {0} дней. Списки "
    "ниже — что исправить.",
    "Medel av fyra andelar för personer, lika vikt; färsk: ändrad inom {0} dagar. Listorna nedan "
    "är att åtgärda.",
    "Middel af fire andele for personer, lige vægt; frisk: ændret inden for {0} dage. Listerne "
    "nedenfor er til at rette."};
inline constexpr Translated kWeightedNote{
    "Amount × probability of the open deals that are to close in the period.",
    "Сумма × вероятность открытых сделок, закрываемых в периоде.",
    "Belopp × sannolikhet för öppna affärer som väntas avslutas i perioden.",
    "Beløb × sandsynlighed for åbne salg, der ventes afsluttet i perioden."};
inline constexpr Translated kPlanNote{
    "{0} % of the plan; of a month, as much as lies in the period.",
    "{0} % плана; от месяца берётся часть внутри периода.",
    "{0} % av planen; av en månad så mycket som ligger i perioden.",
    "{0} % af planen; af en måned så meget, som ligger i perioden."};
inline constexpr Translated kNoPlan{"No plan is set: write one into the widget's options.",
                                    "План не задан: впишите его в настройки виджета.",
                                    "Ingen plan är satt: skriv den i widgetens inställningar.",
                                    "Ingen plan er sat: skriv den i widgettens indstillinger."};
inline constexpr Translated kAttributionNote{
    "Deals won in the period, {0} of them with leads; each deal is shared among its leads by the "
    "chosen model.",
    "Выигранные за период сделки, {0} из них с лидами; каждая делится между лидами по модели.",
    "Vunna affärer i perioden, {0} med leads; varje affär delas mellan sina leads enligt modellen.",
    "Vundne salg i perioden, {0} med leads; hvert salg deles mellem sine leads efter modellen."};
inline constexpr Translated kProfileNote{
    "Of the deals created in the period, how many reached each stage, by profile; a stage jumped "
    "over counts. Those with most deals.",
    "Сколько сделок, созданных за период, дошли до каждой стадии, по профилю; пропущенная стадия "
    "считается. С наибольшим числом сделок.",
    "Hur många av affärerna skapade i perioden nådde varje fas, per profil; en överhoppad fas "
    "räknas. De med flest affärer.",
    "Hvor mange salg oprettet i perioden nåede hver fase, pr. profil; en oversprunget fase tæller. "
    "Dem med flest salg."};
inline constexpr Translated kAccuracyNote{
    "{0} closed of {1} weighted in {3} monthly snapshots; Brier score {2}.",
    "{0} закрыто из {1} взвешенных в {3} месячных снимках; оценка Брайера {2}.",
    "{0} avslutat av {1} viktat i {3} månadsbilder; Brier-poäng {2}.",
    "{0} afsluttet af {1} vægtet i {3} månedsbilleder; Brier-score {2}."};
inline constexpr Translated kBiasNote{
    "Above 0: too much was forecast. WAPE {0} %, MAPE {1} %, tracking signal {2}, mean error {3}.",
    "Выше 0: прогноз завышен. WAPE {0} %, MAPE {1} %, сигнал слежения {2}, средняя ошибка {3}.",
    "Över 0: för hög prognos. WAPE {0} %, MAPE {1} %, spårsignal {2}, medelfel {3}.",
    "Over 0: for høj prognose. WAPE {0} %, MAPE {1} %, sporingssignal {2}, middelfejl {3}."};

inline constexpr Translated kLeads{"Leads", "Лиды", "Leads", "Leads"};
inline constexpr Translated kOrders{"Orders", "Заказы", "Ordrar", "Ordrer"};
inline constexpr Translated kOrdersBefore{"Orders before", "Прежние заказы", "Tidigare ordrar",
                                          "Tidligere ordrer"};
inline constexpr Translated kLostOrganisations{"Organisations lost", "Ушедшие организации",
                                               "Förlorade organisationer", "Tabte organisationer"};
inline constexpr Translated kLostPersons{"Persons lost", "Ушедшие контакты", "Förlorade personer",
                                         "Tabte personer"};
inline constexpr Translated kNewOrganisations{"New organisations", "Новые организации",
                                              "Nya organisationer", "Nye organisationer"};
inline constexpr Translated kNewPersons{"New persons", "Новые контакты", "Nya personer",
                                        "Nye personer"};
inline constexpr Translated kErased{
    "Erased customers, an order each", "Стёртые клиенты, по заказу на каждого",
    "Raderade kunder, en order var", "Slettede kunder, en ordre hver"};
inline constexpr Translated kOrganisationsOrders{"Orders of organisations", "Заказы организаций",
                                                 "Organisationers ordrar",
                                                 "Organisationers ordrer"};
inline constexpr Translated kPersonsOrders{"Orders of persons", "Заказы контактов",
                                           "Personers ordrar", "Personers ordrer"};
inline constexpr Translated kCampaigns{"Campaigns", "Кампании", "Kampanjer", "Kampagner"};
inline constexpr Translated kWonDeals{"Won", "Выиграно", "Vunna", "Vundet"};
inline constexpr Translated kLostDeals{"Lost", "Проиграно", "Förlorade", "Tabt"};
inline constexpr Translated kOpenDeals{"Open", "Открыто", "Öppna", "Åbne"};
inline constexpr Translated kClosedDeals{"Closed", "Закрыто", "Avslutade", "Afsluttet"};
inline constexpr Translated kCreatedDeals{"Created", "Создано", "Skapade", "Oprettet"};
inline constexpr Translated kDoneTasks{"Finished tasks", "Завершённые задачи", "Klara uppgifter",
                                       "Udførte opgaver"};
inline constexpr Translated kAnsweredCases{"Answered cases", "Обращения с ответом",
                                           "Besvarade ärenden", "Besvarede sager"};
inline constexpr Translated kConvertedLeads{"Converted leads", "Конвертированные лиды",
                                            "Konverterade leads", "Konverterede leads"};
inline constexpr Translated kWonShare{"Won, %", "Выиграно, %", "Vunna, %", "Vundet, %"};
inline constexpr Translated kSnapshotDeals{"In the snapshots", "В снимках", "I bilderna",
                                           "I billederne"};
inline constexpr Translated kAnswers{"All answers", "Все ответы", "Alla svar", "Alle svar"};
inline constexpr Translated kSatisfied{"4 or 5", "4 или 5", "4 eller 5", "4 eller 5"};
inline constexpr Translated kSolvedAtOnce{"Solved at once", "Решено сразу", "Lösta direkt",
                                          "Løst med det samme"};
inline constexpr Translated kContacts{"All contacts", "Все обращения", "Alla kontakter",
                                      "Alle kontakter"};
inline constexpr Translated kForecast{"Forecast", "Прогноз", "Prognos", "Prognose"};
inline constexpr Translated kFact{"Fact", "Факт", "Utfall", "Resultat"};
inline constexpr Translated kPlan{"Plan", "План", "Plan", "Plan"};
inline constexpr Translated kDays{"days", "дней", "dagar", "dage"};
inline constexpr Translated kMonths{"months", "месяцев", "månader", "måneder"};
inline constexpr Translated kComplete{"Complete", "Полнота", "Fullständiga", "Fuldstændige"};
inline constexpr Translated kUnique{"Single", "Уникальность", "Unika", "Unikke"};
inline constexpr Translated kValid{"Valid", "Верность", "Giltiga", "Gyldige"};
inline constexpr Translated kFresh{"Fresh", "Свежесть", "Färska", "Friske"};
inline constexpr Translated kNoMail{"Without e-mail", "Без почты", "Utan e-post", "Uden e-mail"};
inline constexpr Translated kNoPhone{"Without phone", "Без телефона", "Utan telefon",
                                     "Uden telefon"};
inline constexpr Translated kBadPhone{"Phone to mend", "Телефон исправить", "Telefon att rätta",
                                      "Telefon at rette"};
inline constexpr Translated kStale{"Not touched for long", "Давно не менялись", "Orörda länge",
                                   "Urørte længe"};
inline constexpr Translated kPersons{"All persons", "Все контакты", "Alla personer",
                                     "Alle personer"};
inline constexpr Translated kSharedMail{
    "E-mail of another contact, to be merged", "Почта другого контакта, объединить",
    "E-post som en annan kontakt har, slå ihop", "E-mail, som en anden kontakt har, flet"};
inline constexpr Translated kMendTask{"Mend data: {0} ({1})", "Исправить данные: {0} ({1})",
                                      "Rätta data: {0} ({1})", "Ret data: {0} ({1})"};

// Two decimals: more would only look exact.
inline std::optional<double> rounded(std::optional<double> value) {
  if (!value) return std::nullopt;
  return std::round(*value * 100) / 100;
}

}  // namespace kontor::kpi
