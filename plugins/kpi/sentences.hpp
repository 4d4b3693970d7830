#pragma once

#include <kontor/translated.hpp>
#include <string>
#include <string_view>

namespace kontor::kpi {

inline constexpr Translated kConversion{"Lead to customer", "Из лида в клиенты", "Lead till kund",
                                        "Lead til kunde"};
inline constexpr Translated kConversionNote{
    "{0} of the {1} leads created in the period have become customers (their deal is won).",
    "{0} из {1} лидов, созданных за период, стали клиентами (сделка выиграна).",
    "{0} av de {1} leads som skapades under perioden har blivit kunder (affären vunnen).",
    "{0} af de {1} leads, der blev oprettet i perioden, er blevet kunder (salget vundet)."};
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

// The built-in stages in the user's language; others as they are called.
inline std::string stage_name(const std::string& stage, std::string_view locale) {
  if (stage == "new") return Translated{"New", "Новая", "Ny", "Ny"}.in(locale);
  if (stage == "qualified") {
    return Translated{"Qualified", "Квалифицирована", "Kvalificerad", "Kvalificeret"}.in(locale);
  }
  if (stage == "proposal") {
    return Translated{"Proposal", "Предложение", "Offert", "Tilbud"}.in(locale);
  }
  if (stage == "negotiation") {
    return Translated{"Negotiation", "Переговоры", "Förhandling", "Forhandling"}.in(locale);
  }
  if (stage == "won") return Translated{"Won", "Выиграна", "Vunnen", "Vundet"}.in(locale);
  return stage;
}

}  // namespace kontor::kpi
