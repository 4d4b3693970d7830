#include "csv.hpp"

#include <cmath>
#include <cstdio>
#include <string_view>

namespace kontor::kpi {
namespace {

std::string cell(const std::string& text) {
  std::string safe = text;
  if (!safe.empty() && std::string_view("=+-@").find(safe.front()) != std::string_view::npos) {
    safe.insert(0, 1, '\'');
  }
  std::string quoted = "\"";
  for (const char c : safe) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

std::string number(const std::optional<double>& value) {
  if (!value) return "";
  char text[64];
  std::snprintf(text, sizeof(text), "%.15g", *value);
  return text;
}

std::optional<double> at_label(const op::Series& series, const std::string& label) {
  for (const op::Point& point : series.points) {
    if (point.label == label) return point.value;
  }
  return std::nullopt;
}

}  // namespace

std::string to_csv(const WidgetResult& answer) {
  std::string csv = cell(answer.title);
  if (answer.figure) csv += "," + number(answer.figure->value) + "," + cell(answer.figure->unit);
  csv += "\r\n";
  if (answer.series.empty()) return csv;
  std::string head;
  std::vector<std::string> labels;
  for (const op::Series& series : answer.series) {
    head += "," + cell(series.name);
    for (const op::Point& point : series.points) {
      bool known = false;
      for (const std::string& label : labels) known = known || label == point.label;
      if (!known) labels.push_back(point.label);
    }
  }
  csv += head + "\r\n";
  for (const std::string& label : labels) {
    csv += cell(label);
    for (const op::Series& series : answer.series) csv += "," + number(at_label(series, label));
    csv += "\r\n";
  }
  return csv;
}

}  // namespace kontor::kpi
