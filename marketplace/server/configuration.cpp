#include "marketplace/server/configuration.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "base/cli/called_as.hpp"

namespace kontor::marketplace {
namespace {

constexpr const char* kAbout =
    R"(The Kontor marketplace: catalogue, publishing and review, TUF repository, orders, licences.

DATA is a folder in which a key ceremony was held (kontor keys). Below it the market keeps
market.db, tuf/, quarantine/, keys/{snapshot,timestamp,license,seats}.key and operator.token,
which is made at the first start. After it began to listen it writes its port to DATA/port.
SIGTERM and SIGINT stop it after the requests in flight. Log lines are JSON on standard error.)";

// Values of the configuration file ("port = 7400"), for options given neither as flag nor in
// the environment.
void apply_file(CLI::App& app, const std::string& file) {
  std::ifstream input(file);
  if (!input) throw CLI::FileError::Missing(file);
  for (const CLI::ConfigItem& item : CLI::ConfigTOML().from_config(input)) {
    CLI::Option* option = app.get_option_no_throw("--" + item.name);
    if (!option) throw CLI::ConfigError::NotConfigurable(item.fullname());
    if (option->count() > 0) continue;
    option->add_result(item.inputs);
    option->run_callback();
  }
}

void declare(CLI::App& app, Configuration& configuration, std::string& file) {
  app.set_version_flag("--version", "kontor-market 0.1.0");
  app.add_option("--config", file, "Configuration file: lines of \"name = value\", names as below")
      ->envname("KONTOR_CONFIG");
  app.add_option("--data", configuration.data, "Folder of the market's data (required)")
      ->envname("KONTOR_DATA");
  app.add_option("--address", configuration.address, "Address to listen on")
      ->envname("KONTOR_ADDRESS")
      ->capture_default_str();
  app.add_option("--port", configuration.port, "Port to listen on; 0: the system chooses")
      ->envname("KONTOR_PORT")
      ->capture_default_str();
  app.add_option("--database", configuration.database,
                 "sqlite:PATH or postgresql://user:password@host:port/name "
                 "(default sqlite:DATA/market.db)")
      ->envname("KONTOR_DATABASE");
  app.add_option("--operator-token-file", configuration.operator_token_file,
                 "File with the operator's token (default DATA/operator.token, made if missing)")
      ->envname("KONTOR_OPERATOR_TOKEN_FILE");
  app.add_option("--review-policy", configuration.review_policy,
                 "JSON file: which checks on submitted packages run and which of them reject")
      ->envname("KONTOR_REVIEW_POLICY");
  app.add_option("--clamd", configuration.clamd,
                 "ClamAV daemon that scans submitted packages: unix:/PATH or 127.0.0.1:PORT")
      ->envname("KONTOR_CLAMD");
  app.add_option("--checker", configuration.checker,
                 "Program kontor that tries plugins in the sandbox (default: beside this one)")
      ->envname("KONTOR_CHECKER");
  app.add_option("--trial-seconds", configuration.trial_seconds, "Time for one trial")
      ->envname("KONTOR_TRIAL_SECONDS")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app.add_option("--dns-server", configuration.dns_server,
                 "Name server for proofs of domains, address:port (default: the system's)")
      ->envname("KONTOR_DNS_SERVER");
  app.add_option("--transfer-hold-days", configuration.transfer_hold_days,
                 "Days between the announcement of a plugin's transfer and the transfer")
      ->envname("KONTOR_TRANSFER_HOLD_DAYS")
      ->check(CLI::Range(0, 365))
      ->capture_default_str();
  app.add_option("--registrations-per-hour", configuration.registrations_per_hour,
                 "Vendors, and companies, that one address may register within an hour")
      ->envname("KONTOR_REGISTRATIONS_PER_HOUR")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--billing", configuration.billing,
                 "JSON file: seller, tax rates, commission, days (default DATA/billing.json)")
      ->envname("KONTOR_BILLING");
  app.add_option("--payment-webhook-secret-file", configuration.webhook_secret,
                 "File (0600) with the secrets shared with the payment provider, whsec_… a line")
      ->envname("KONTOR_PAYMENT_WEBHOOK_SECRET_FILE");
  app.add_option("--certificate", configuration.certificate_file, "PEM certificate chain for TLS")
      ->envname("KONTOR_CERTIFICATE");
  app.add_option("--private-key", configuration.private_key_file, "PEM private key for TLS")
      ->envname("KONTOR_PRIVATE_KEY");
  app.add_option("--threads", configuration.threads, "Requests at work at once")
      ->envname("KONTOR_THREADS")
      ->check(CLI::Range(4, 1024))
      ->capture_default_str();
}

}  // namespace

Result<Start> read_configuration(int count, char** arguments, Configuration& configuration) {
  CLI::App app(kAbout, kontor::cli::called_as(arguments));
  std::string file;
  declare(app, configuration, file);
  try {
    app.parse(count, arguments);
    if (!file.empty()) apply_file(app, file);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) return Error{ErrorCode::invalid_argument, error.what()};
    app.exit(error, std::cout, std::cerr);
    return Start::told_all;
  }
  if (configuration.data.empty())
    return Error{ErrorCode::invalid_argument, "--data is required; see --help"};
  if (configuration.database.empty())
    configuration.database = "sqlite:" + (configuration.data / "market.db").string();
  if (configuration.operator_token_file.empty())
    configuration.operator_token_file = configuration.data / "operator.token";
  return Start::serve;
}

}  // namespace kontor::marketplace
