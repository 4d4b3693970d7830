#include "tests/bench/report.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "base/core/files.hpp"
#include "base/core/json.hpp"

namespace kontor::bench {
namespace {

Json to_json(const Figure& figure) {
  Json json = {
      {"name", figure.name}, {"value", figure.value},
      {"unit", figure.unit}, {"better", figure.better == Better::lower ? "lower" : "higher"},
      {"target", nullptr},   {"holds", true},
      {"peer", nullptr},     {"peer_value", nullptr},
      {"ratio", nullptr},    {"n", figure.n}};
  double judged = figure.value;
  if (figure.peer) {
    judged = figure.value / figure.peer->value;
    json["peer"] = figure.peer->name;
    json["peer_value"] = figure.peer->value;
    json["ratio"] = judged;
  }
  if (figure.target) {
    json["target"] = *figure.target;
    json["holds"] =
        figure.better == Better::lower ? judged <= *figure.target : judged >= *figure.target;
  }
  return json;
}

}  // namespace

std::string to_json(const std::vector<Figure>& figures) {
  Json all = Json::array();
  for (const Figure& figure : figures) all.push_back(to_json(figure));
  return all.dump(2) + "\n";
}

Status write_report(const std::filesystem::path& file, const std::vector<Figure>& figures) {
  return write_file(file, to_json(figures));
}

double process_cpu_s(int process_id) {
  std::ifstream file("/proc/" + std::to_string(process_id) + "/stat");
  std::string line;
  std::getline(file, line);
  const std::size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields(line.substr(name_end + 1));
  std::string skipped;
  for (int i = 0; i < 11; ++i) fields >> skipped;
  double user = 0;
  double system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::int64_t resident_bytes(int process_id) {
  std::ifstream file("/proc/" + std::to_string(process_id) + "/statm");
  std::int64_t total = 0;
  std::int64_t resident = 0;
  file >> total >> resident;
  return resident * sysconf(_SC_PAGESIZE);
}

double median(std::vector<double>& values) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

}  // namespace kontor::bench
