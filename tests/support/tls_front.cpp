#include "tests/support/tls_front.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "base/core/json.hpp"

namespace kontor::testing {
namespace {

constexpr char kRequest[] =
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 ";

void openssl(const std::string& words) {
  if (std::system((kRequest + words + " 2>/dev/null").c_str()) == 0) return;
  std::fprintf(stderr, "openssl req %s fails\n", words.c_str());
  std::abort();
}

Arguments arguments(const std::filesystem::path& folder, const Certified& proof, std::uint16_t to) {
  const char* source = std::getenv("KONTOR_SOURCE");
  const Json options = {{"certificate", proof.certificate},
                        {"private_key", proof.private_key},
                        {"to", to},
                        {"port_file", (folder / "front.port").string()}};
  return {"node", std::string(source != nullptr ? source : ".") + "/tests/support/tls_front.mjs",
          options.dump()};
}

}  // namespace

Authority::Authority(std::filesystem::path folder) : folder_(std::move(folder)) {
  std::filesystem::create_directories(folder_);
  openssl("-subj '/CN=An authority of a test' -keyout " + (folder_ / "root.key").string() +
          " -out " + root());
}

Certified Authority::certify(const std::string& name) const {
  const Certified made{(folder_ / (name + ".pem")).string(), (folder_ / (name + ".key")).string()};
  openssl("-CA " + root() + " -CAkey " + (folder_ / "root.key").string() + " -subj /CN=" + name +
          " -addext subjectAltName=DNS:" + name + " -keyout " + made.private_key + " -out " +
          made.certificate);
  return made;
}

TlsFront::TlsFront(const std::filesystem::path& folder, const Certified& proof, std::uint16_t to)
    : program_("/usr/bin/env", arguments(folder, proof, to), folder / "front.out") {
  const bool ready = eventually([this, &folder] {
    std::ifstream file(folder / "front.port");
    return static_cast<bool>(file >> port_) && port_ != 0;
  });
  if (ready) return;
  std::fprintf(stderr, "the TLS front does not start: %s\n", program_.output().c_str());
  std::abort();
}

}  // namespace kontor::testing
