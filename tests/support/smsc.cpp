#include "tests/support/smsc.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace kontor::testing {

Smsc::Smsc(std::filesystem::path folder, Json options)
    : folder_(std::move(folder)), options_(std::move(options)) {
  start();
}

void Smsc::start(Json options) {
  options_.update(options);
  options_["port"] = std::stoi(port_);
  options_["log"] = (folder_ / "smsc.jsonl").string();
  options_["port_file"] = (folder_ / "smsc.port").string();
  std::filesystem::remove(folder_ / "smsc.port");
  const char* source = std::getenv("KONTOR_SOURCE");
  const std::string script =
      std::string(source != nullptr ? source : ".") + "/tests/support/smsc/smsc.mjs";
  program_ = std::make_unique<Program>("/usr/bin/env", Arguments{"node", script, options_.dump()},
                                       folder_ / "smsc.out");
  const bool ready = eventually([this] {
    std::ifstream file(folder_ / "smsc.port");
    return static_cast<bool>(file >> port_) && port_ != "0";
  });
  if (ready) return;
  std::fprintf(stderr, "the SMSC does not start: %s\n", program_->output().c_str());
  std::abort();
}

void Smsc::stop() { program_->kill_now(); }

std::string Smsc::address() const { return "127.0.0.1:" + port_; }

std::vector<Json> Smsc::log() const {
  std::vector<Json> lines;
  std::ifstream file(folder_ / "smsc.jsonl");
  for (std::string line; std::getline(file, line);) {
    Json entry = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    if (entry.is_object()) lines.push_back(std::move(entry));
  }
  return lines;
}

std::vector<Json> Smsc::messages() const {
  std::vector<Json> taken;
  for (Json& entry : log())
    if (entry["what"] == "message") taken.push_back(std::move(entry));
  return taken;
}

std::size_t Smsc::count(const std::string& what) const {
  std::size_t number = 0;
  for (const Json& entry : log()) number += entry["what"] == what ? 1 : 0;
  return number;
}

}  // namespace kontor::testing
