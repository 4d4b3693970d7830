#include <CLI/CLI.hpp>
#include <iostream>

#include "base/cli/called_as.hpp"
#include "base/cli/read_line.hpp"
#include "marketplace/cli/publish/progress_bar.hpp"
#include "marketplace/cli/publish/publication.hpp"

namespace {

using namespace kontor;
using marketplace::Publication;

constexpr const char* kAbout =
    R"(Publishes a signed package: checks it here, uploads it, and once the operator has approved
it, signs your role with it, so that it is visible at once. A broken connection is taken up
again where it broke, also by the same command started anew; repeat it later to see how far
the package is.

Exit status: 0 done, or taken and waiting for the operator's decision; 1 refused or failed.)";

struct Wish {
  marketplace::Address address;
  std::filesystem::path file, key;
  std::string vendor;
  bool wait = false, progress = false;
  int limit_rate_kib = 0;
  std::string appeal, channel = "stable";
  int rollout_percent = 100;
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
  app.add_flag("--progress", wish.progress,
               "Tell how far the upload is, also where there is no terminal");
  app.add_option("--limit-rate", wish.limit_rate_kib, "KiB a second to send at most")
      ->check(CLI::Range(1, 1 << 20));
  app.add_option("--channel", wish.channel, "Who is offered the release")
      ->check(CLI::IsMember({"stable", "beta", "private"}))
      ->capture_default_str();
  app.add_option("--rollout", wish.rollout_percent, "Percent of the installations offered it")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  app.add_option("--appeal", wish.appeal, "Your word against a rejection, for the operator");
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
    std::cout << finding.value("severity", "error") << " [" << finding.value("rule", "") << "] "
              << finding.value("file", "") << ": " << finding.value("message", "") << "\n  → "
              << finding.value("fix", "") << "\n";
  std::cout << upload.value("plugin_id", "") << " " << upload.value("version", "") << ": "
            << outcome << "\n";
}

// A rejected package, and what its vendor says to that.
Status refused(const Wish& wish, marketplace::Publication& publication, const Json& upload,
               const std::string& outcome, const std::string& by_whom) {
  tell(wish, upload, outcome);
  const Json& appeal = upload.at("appeal");
  if (wish.appeal.empty()) {
    if (appeal.is_object() && appeal["outcome"].is_null() && !wish.as_json)
      std::cout << "your appeal waits for the operator's answer\n";
    return Error{ErrorCode::forbidden, by_whom + " the package"};
  }
  TRY(publication.appeal(wish.appeal));
  if (!wish.as_json) std::cout << "the appeal waits for the operator's answer\n";
  return ok();
}

marketplace::UploadWish upload_wish(const Wish& wish, marketplace::ProgressBar& bar) {
  return {.bytes_per_s_max = std::int64_t{wish.limit_rate_kib} << 10,
          .on_progress = [&bar](std::size_t done, std::size_t all) { bar.show(done, all); }};
}

Status publish(const Wish& wish) {
  const auto key = TRY(crypto::SigningKey::load(wish.key));
  auto desk = TRY(marketplace::Desk::open(wish.address));
  auto publication = TRY(Publication::prepare(desk, wish.file, wish.vendor, key));
  marketplace::ProgressBar bar(std::cerr,
                               marketplace::ProgressBar::form_for_standard_error(wish.progress));
  auto submitted = publication.submit(upload_wish(wish, bar));
  bar.finish();
  Json upload = TRY(std::move(submitted));
  const std::string state = upload.value("state", "");
  if (state != "PASSED" && state != "QUARANTINED") {
    return refused(wish, publication, upload, "refused by the market's checks (" + state + ")",
                   "the market refused");
  }
  if (upload.at("decision").is_null() && wish.wait)
    upload = TRY(publication.wait_for_decision(wish.wait_timeout_s));
  if (upload.at("decision").is_null()) {
    tell(wish, upload, "waiting for the operator's decision (" + state + ")");
    return ok();
  }
  if (upload.at("decision") != "approve") {
    return refused(wish, publication, upload,
                   "rejected by the operator: " + upload.value("reason", ""),
                   "the operator rejected");
  }
  const bool before = upload.value("visible", false);
  const marketplace::Channel channel = TRY(marketplace::parse_channel(wish.channel));
  const marketplace::ReleaseTerms terms{.channel = channel,
                                        .rollout_percent = wish.rollout_percent};
  if (!before) TRY(publication.release(terms));
  tell(wish, upload, before ? "visible already" : "visible");
  return ok();
}

}  // namespace

int main(int count, char** arguments) {
  CLI::App app(kAbout, kontor::cli::called_as(arguments));
  Wish wish;
  declare(app, wish);
  if (const auto ended = kontor::cli::read_line(app, count, arguments)) return *ended;
  return marketplace::report(publish(wish), "kontor-publish");
}
