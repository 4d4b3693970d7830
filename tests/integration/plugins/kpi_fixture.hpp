#pragma once

#include <string>
#include <utility>

#include "tests/integration/plugins/plugin_fixture.hpp"

namespace kontor::testing {

inline constexpr char kInside[] = "2026-03-10T12:00:00.000Z";
inline constexpr char kOutside[] = "2026-05-10T12:00:00.000Z";

class KpiPluginTest : public PluginFixture {
 protected:
  KpiPluginTest() : PluginFixture("kpi") { load(Json::object()); }

  op::WidgetDataResponse show(const std::string& widget, Json parameters = Json::object(),
                              const std::string& locale = "") {
    const auto answer = plugin().call<op::WidgetData>(
        {.widget = widget,
         .actor = {.id = "user-1", .name = "Anna"},
         .period = {.from = "2026-03-01T00:00:00.000Z", .to = "2026-04-01T00:00:00.000Z"},
         .parameters = std::move(parameters),
         .locale = locale});
    EXPECT_TRUE(answer) << answer.error().message;
    return answer ? *answer : op::WidgetDataResponse{};
  }
  // How many records stand behind the figure's list number `list`.
  double recount(const op::WidgetDataResponse& shown, std::size_t list) {
    const auto counted =
        host.call("record.aggregate/1",
                  encode(op::RecordAggregateRequest{.entity = shown.records.at(list).entity,
                                                    .filter = shown.records.at(list).filter,
                                                    .group_by = {},
                                                    .measures = {{.function = "count"}}}));
    EXPECT_TRUE(counted) << counted.error().message;
    return counted ? (*counted)["rows"][0]["values"][0].get<double>() : -1;
  }
  std::string deal(const std::string& outcome, std::int64_t amount, const char* created,
                   const char* closed) {
    return host.add_record("deal", {{"outcome", outcome},
                                    {"amount", {{"amount", amount}, {"currency", "EUR"}}},
                                    {"created_at", created},
                                    {"closed_at", closed ? Json(closed) : Json()}});
  }
};

class KpiFiguresTest : public KpiPluginTest {
 protected:
  void order(const std::string& client, std::int64_t amount, const char* at) {
    host.add_record("order", {{"organisation", client},
                              {"ordered_at", at},
                              {"state", "placed"},
                              {"total", {{"amount", amount}, {"currency", "EUR"}}}});
  }
  void solved(Json fields) {
    fields["resolved_at"] = kInside;
    fields["opened_at"] = kInside;
    host.add_record("case", std::move(fields));
  }
  double value(const std::string& widget, Json parameters = Json::object()) {
    const auto shown = show(widget, std::move(parameters));
    EXPECT_TRUE(shown.figure && shown.figure->value) << widget;
    return shown.figure && shown.figure->value ? *shown.figure->value : -1e9;
  }
  static constexpr char kBefore[] = "2026-02-10T12:00:00.000Z";
};

}  // namespace kontor::testing
