#include "marketplace/cli/operator/review_commands.hpp"

#include <cstdlib>

namespace kontor::marketplace {
namespace {

std::string user_name() {
  const char* name = std::getenv("USER");
  return name && *name ? name : "operator";
}

}  // namespace

ReviewCommands::ReviewCommands(CLI::App& app) {
  wish_.reviewer = user_name();
  add(app, "queue", "List packages that wait for a decision, and open appeals", show_queue);

  const auto operation = [this](CLI::App* verb) {
    verb->add_option("operation", wish_.operation, "Operation id, from the queue")->required();
    return verb;
  };
  operation(add(app, "show", "Show one package: findings, checks, trail", show_upload));

  CLI::App* fetch =
      operation(add(app, "fetch", "Download a waiting package to look at it", fetch_package));
  fetch->add_option("--out", wish_.package, "File to write")->required();

  CLI::App* pictures =
      operation(add(app, "screenshots", "Download a waiting package's screenshots to look at them",
                    fetch_screenshots));
  pictures->add_option("--out", wish_.package, "Folder to write them into")->required();

  CLI::App* decision = operation(add(app, "decide", "Approve or reject a package", decide));
  decision->add_option("decision", wish_.word, "approve or reject")
      ->required()
      ->check(CLI::IsMember({"approve", "reject"}));
  decision->add_option("--reason", wish_.reason, "Why; told to the vendor")->required();
  decision->add_option("--key", wish_.key,
                       "Your review key: an approval is attested with it, for hosts to check");
  add_signing(*decision);

  CLI::App* attestation =
      operation(add(app, "attest", "Attest an approved package, or attest it anew", attest));
  attestation->add_option("--key", wish_.key, "Your review key")->required();
  attestation->add_option("--reason", wish_.reason, "Why; part of the attestation")->required();
  add_signing(*attestation);

  CLI::App* answer = operation(add(app, "answer", "Answer a vendor's appeal", answer_appeal));
  answer->add_option("outcome", wish_.word, "upheld, or overturned: it waits for a decision again")
      ->required()
      ->check(CLI::IsMember({"upheld", "overturned"}));
  answer->add_option("--reason", wish_.reason, "Why; told to the vendor")->required();

  add(app, "audit", "Show who did what in all reviews, newest first", show_audit);
}

void ReviewCommands::add_signing(CLI::App& verb) {
  verb.add_option("--level", wish_.level, "automatic or reviewed")
      ->check(CLI::IsMember({"automatic", "reviewed"}))
      ->capture_default_str();
  verb.add_option("--reviewer", wish_.reviewer, "Your name in the attestation")
      ->capture_default_str();
  verb.add_option("--package", wish_.package, "The file you looked at: nothing else is attested");
}

CLI::App* ReviewCommands::add(CLI::App& app, const char* name, const char* about, Verb verb) {
  CLI::App* command = app.add_subcommand(name, about);
  add_address_options(*command, wish_.address);
  command->add_flag("--json", as_json_, "Print the answer as JSON");
  verbs_.emplace_back(command, verb);
  return command;
}

std::optional<Result<Json>> ReviewCommands::run() const {
  for (const auto& [command, verb] : verbs_)
    if (command->parsed()) {
      Result<Json> answer = verb(wish_);
      // For people only what they asked to be shown.
      if (answer && !as_json_ && command->get_name() != "show") answer->erase("checks");
      return answer;
    }
  return std::nullopt;
}

}  // namespace kontor::marketplace
