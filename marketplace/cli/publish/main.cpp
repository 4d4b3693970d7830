#include <CLI/CLI.hpp>
#include <iostream>

#include "marketplace/cli/publish/publication.hpp"

namespace {

using namespace kontor;
using marketplace::Publication;

constexpr const char* kAbout =
    R"(Publishes a signed package: checks it here, uploads it, and once the operator has approved
it, signs your role with it, so that it is visible at once. Repeat the same command after a
broken connection, or later to see how far it is: it goes on where it ended.

Exit status: 0 done, or taken and waiting for the operator's decision; 1 refused or failed.)";

struct Wish {
  marketplace::Address address;
  std::filesystem::path file, key;
  std::string vendor;
  bool wait = false;
  bool as_json = false;
  int wait_timeout_s = 3600;
};

void declare(CLI::App& app, Wish& wish) {
  app.add_option("file", wish.file, "The package")->required();
  marketplace::add_address_options(app, wish.address);
  app.add_option("--vendor", wish.vendor, "Your namespace")->envname("KONTOR_VENDOR")->required();
  app.add_option("--key", wish.key, "Your private key")->envname("KONTOR_VENDOR_KEY")->required();
  app.add_flag("--wait", wish.wait, "Wait for the operator's decision and release the package");
  app.add_option("--wait-timeout", wish.wait_timeout_s, "Seconds to wait at most")
      ->capture_default_str();
  app.add_flag("--json", wish.as_json, "Print the outcome as one JSON object");
}

void tell(const Wish& wish, const Json& upload, const std::string& outcome) {
  if (wish.as_json) {
    Json json = upload;
    json["outcome"] = outcome;
    marketplace::print(json);
    return;
  }
  for (const Json& finding : upload.at("findings"))
    std::cout << finding.value("rule", "") << " " << finding.value("file", "") << ": "
              << finding.value("message", "") << "\n";
  std::cout << upload.value("plugin_id", "") << " " << upload.value("version", "") << ": "
            << outcome << "\n";
}

Status publish(const Wish& wish) {
  const auto key = TRY(crypto::SigningKey::load(wish.key));
  auto desk = TRY(marketplace::Desk::open(wish.address));
  auto publication = TRY(Publication::prepare(desk, wish.file, wish.vendor, key));
  Json upload = TRY(publication.submit());
  const std::string state = upload.value("state", "");
  if (state != "PASSED" && state != "QUARANTINED") {
    tell(wish, upload, "refused by the market's checks (" + state + ")");
    return Error{ErrorCode::forbidden, "the market refused the package"};
  }
  if (upload.at("decision").is_null() && wish.wait)
    upload = TRY(publication.wait_for_decision(wish.wait_timeout_s));
  if (upload.at("decision").is_null()) {
    tell(wish, upload, "waiting for the operator's decision (" + state + ")");
    return ok();
  }
  if (upload.at("decision") != "approve") {
    tell(wish, upload, "rejected by the operator: " + upload.value("reason", ""));
    return Error{ErrorCode::forbidden, "the operator rejected the package"};
  }
  const bool before = upload.value("visible", false);
  if (!before) TRY(publication.release());
  tell(wish, upload, before ? "visible already" : "visible");
  return ok();
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app(kAbout, "kontor-publish");
  Wish wish;
  declare(app, wish);
  CLI11_PARSE(app, count, arguments);
  return marketplace::report(publish(wish), "kontor-publish");
}
