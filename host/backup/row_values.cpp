#include "host/backup/row_values.hpp"

namespace kontor::host {

namespace {

Json value_json(const db::Value& value) {
  return std::visit(
      [](const auto& held) -> Json {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::monostate>) {
          return nullptr;
        } else {
          return held;
        }
      },
      value);
}

}  // namespace

Json row_values(const db::Row& row, std::size_t from) {
  Json values = Json::array();
  for (std::size_t i = from; i < row.size(); ++i) values.push_back(value_json(row.at(i)));
  return values;
}

db::Value db_value(const Json& json) {
  if (json.is_number_integer()) return json.get<std::int64_t>();
  if (json.is_number()) return json.get<double>();
  if (json.is_string()) return json.get<std::string>();
  return {};
}

}  // namespace kontor::host
